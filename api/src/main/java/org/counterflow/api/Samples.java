package org.counterflow.api;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * What a run drew: values off the Java heap, in the run's precision, [count, shape] row-major. They outlive the run. Close it to give the
 * memory back.
 */
public final class Samples implements AutoCloseable {
  private final Shape shape;
  private final Value value;
  private final Report report;
  private final Recipe recipe;

  Samples(Shape shape, Value value, Report report, Recipe recipe) {
    this.shape = shape;
    this.value = value;
    this.report = report;
    this.recipe = recipe;
  }

  /** The shape of one sample. */
  public Shape shape() {
    return shape;
  }

  /** How many samples. */
  public int count() {
    return recipe.seeds().count();
  }

  /** How the values are stored. */
  public Precision precision() {
    return value.type().precision();
  }

  /**
   * All values, [count, shape], as networks take them; valid until this is closed, and not to be closed by itself.
   *
   * @throws IllegalStateException when it is used, if the samples are closed
   */
  public Value value() {
    return value.as(value.dimensions());
  }

  /**
   * All values, [count, shape], native byte order, read-only; for Java code, which gets an error where they were closed. Native code holds
   * {@link #value}.
   *
   * @throws IllegalStateException if the samples are closed
   */
  public MemorySegment values() {
    try (Hold h = value.hold(Memory.HOST, Access.READ)) {
      return h.segment().asReadOnly();
    }
  }

  /** A copy of sample {@code i}. */
  public double[] doubles(int i) {
    return value.rows(i, 1).toDoubles();
  }

  /** A copy of sample {@code i}, rounded to single precision. */
  public float[] floats(int i) {
    return value.rows(i, 1).toFloats();
  }

  /** A copy of all values. */
  public double[] toDoubles() {
    return value.toDoubles();
  }

  /** What the run cost. */
  public Report report() {
    return report;
  }

  /** From what the samples can be drawn again. */
  public Recipe recipe() {
    return recipe;
  }

  /** Gives the memory back, once nobody holds it; idempotent. */
  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return count() + " samples of shape " + shape + ", " + recipe;
  }
}
