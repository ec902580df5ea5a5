package org.counterflow.diagnostics.accuracy;

/** A {@link Contender} with the samples that it drew. Immutable. */
public final class Drawn {
  private final Contender contender;
  private final double[] values;

  /** Keeps the array, which nobody else has. */
  Drawn(Contender contender, double[] values) {
    this.contender = contender;
    this.values = values;
  }

  /** What ran, and how near it came. */
  public Contender contender() {
    return contender;
  }

  /** A copy of the samples, [samples, shape], row-major. */
  public double[] values() {
    return values.clone();
  }

  @Override
  public String toString() {
    return contender.toString();
  }
}
