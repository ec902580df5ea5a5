package org.counterflow.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;

/**
 * What a run drew: values off the Java heap, in the run's precision, [count, shape] row-major. Close it to give the memory back.
 */
public final class Samples implements AutoCloseable {
  private final Shape shape;
  private final Precision precision;
  private final Arena arena;
  private final MemorySegment values;
  private final Report report;
  private final Recipe recipe;

  Samples(Shape shape, Precision precision, Arena arena, MemorySegment values, Report report, Recipe recipe) {
    this.shape = shape;
    this.precision = precision;
    this.arena = arena;
    this.values = values;
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
    return precision;
  }

  /** All values, [count, shape], native byte order, read-only. */
  public MemorySegment values() {
    return values.asReadOnly();
  }

  /** A copy of sample {@code i}. */
  public double[] doubles(int i) {
    int n = Math.toIntExact(shape.elements());
    long at = (long) i * n;
    var d = new double[n];
    for (int k = 0; k < n; k++) d[k] = precision == Precision.F64 ? values.getAtIndex(ValueLayout.JAVA_DOUBLE, at + k)
        : values.getAtIndex(ValueLayout.JAVA_FLOAT, at + k);
    return d;
  }

  /** A copy of sample {@code i}, rounded to single precision. */
  public float[] floats(int i) {
    double[] d = doubles(i);
    var f = new float[d.length];
    for (int k = 0; k < f.length; k++) f[k] = (float) d[k];
    return f;
  }

  /** A copy of all values. */
  public double[] toDoubles() {
    int n = Math.toIntExact(shape.elements());
    var all = new double[Math.multiplyExact(n, count())];
    for (int i = 0; i < count(); i++) System.arraycopy(doubles(i), 0, all, i * n, n);
    return all;
  }

  /** What the run cost. */
  public Report report() {
    return report;
  }

  /** From what the samples can be drawn again. */
  public Recipe recipe() {
    return recipe;
  }

  /** Gives the memory back; idempotent. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) arena.close();
  }
}
