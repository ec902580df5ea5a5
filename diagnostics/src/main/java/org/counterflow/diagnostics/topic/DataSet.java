package org.counterflow.diagnostics.topic;

import java.util.Arrays;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Data of the kind that a network was trained on. Immutable. */
public final class DataSet {
  private final String name;
  private final Shape shape;
  private final float[] values;
  private final long @Nullable [] labels;

  /**
   * Data.
   *
   * @param name as reports have it
   * @param shape of one sample
   * @param values [count, shape], row-major, in the network's range
   * @param labels the class of each, or null where there are none
   * @throws IllegalArgumentException if the numbers do not fit one another, or a value is not finite
   */
  public DataSet(String name, Shape shape, float[] values, long @Nullable [] labels) {
    long each = shape.elements();
    if (values.length == 0 || values.length % each != 0)
      throw new IllegalArgumentException(name + " has " + values.length + " values, which make no samples of shape " + shape);
    if (labels != null && labels.length != values.length / each)
      throw new IllegalArgumentException(name + " has " + values.length / each + " samples and " + labels.length + " labels");
    for (int i = 0; i < values.length; i++)
      if (!Float.isFinite(values[i])) throw new IllegalArgumentException(name + ", sample " + i / each + ": " + values[i] + " is not finite");
    this.name = name;
    this.shape = shape;
    this.values = values.clone();
    this.labels = labels == null ? null : labels.clone();
  }

  /** As reports have it. */
  public String name() {
    return name;
  }

  /** Of one sample. */
  public Shape shape() {
    return shape;
  }

  /** How many samples. */
  public int count() {
    return (int) (values.length / shape.elements());
  }

  /** A copy of the first {@code samples} samples, row-major. */
  public float[] values(int samples) {
    return Arrays.copyOf(values, Math.toIntExact(samples(samples) * shape.elements()));
  }

  /** A copy of the classes of the first {@code samples} samples, or null where there are none. */
  public long @Nullable [] labels(int samples) {
    return labels == null ? null : Arrays.copyOf(labels, samples(samples));
  }

  private int samples(int n) {
    if (n < 1 || n > count()) throw new IllegalArgumentException("of the " + count() + " samples of " + name + ", " + n + " were asked for");
    return n;
  }

  @Override
  public String toString() {
    return name + ", " + count() + " samples of " + shape;
  }
}
