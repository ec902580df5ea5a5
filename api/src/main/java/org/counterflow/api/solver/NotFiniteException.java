package org.counterflow.api.solver;

import org.counterflow.api.process.Point;

/** A sample that left the finite numbers. The message says all that the fields say, and whose fault it seems to be. */
public final class NotFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final long sample;
  private final long seed;
  private final int step;
  private final transient Point point;

  /**
   * A sample that became NaN or infinite.
   *
   * @param message for people
   * @param sample its number in the run, from 0
   * @param seed its seed
   * @param step the step's number, from 0
   * @param point where the step began
   */
  public NotFiniteException(String message, long sample, long seed, int step, Point point) {
    super(message);
    this.sample = sample;
    this.seed = seed;
    this.step = step;
    this.point = point;
  }

  /** The sample's number in the run, from 0. */
  public long sample() {
    return sample;
  }

  /** The sample's seed. */
  public long seed() {
    return seed;
  }

  /** The number of the step in which it happened, from 0. */
  public int step() {
    return step;
  }

  /** Where that step began. */
  public Point point() {
    return point;
  }
}
