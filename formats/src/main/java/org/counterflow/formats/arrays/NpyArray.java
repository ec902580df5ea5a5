package org.counterflow.formats.arrays;

import java.util.Arrays;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;

/** An array of numbers with its shape, row-major. */
public final class NpyArray {
  private final String name;
  private final int[] shape;
  private final double[] values;

  NpyArray(String name, int[] shape, double[] values) {
    if (NpyHeader.elements(name, shape) != values.length)
      throw new IllegalArgumentException(values.length + " values for shape " + Arrays.toString(shape));
    this.name = name;
    this.shape = shape;
    this.values = values;
  }

  /**
   * An array of given values.
   *
   * @param values row-major; kept, not copied
   * @param shape of the whole array, each dimension at least 0; none for a single number
   * @throws IllegalArgumentException if the number of values is not the shape's
   */
  public static NpyArray of(double[] values, int... shape) {
    for (int d : shape) if (d < 0) throw new IllegalArgumentException("a dimension must be at least 0, was " + d);
    return new NpyArray("array", shape.clone(), values);
  }

  /** The shape; empty for a single number. */
  public int[] shape() {
    return shape.clone();
  }

  /** The first dimension; 1 for a single number. */
  public int rows() {
    return shape.length == 0 ? 1 : shape[0];
  }

  /**
   * The shape without its first dimension: that of one sample.
   *
   * @throws FormatException if there is no row, or a row is empty
   */
  public Shape sample() {
    return sample(name, shape);
  }

  static Shape sample(String where, int[] shape) {
    for (int d : shape) if (d == 0) throw new FormatException(where, "is empty: its shape is " + Arrays.toString(shape), "");
    if (shape.length == 0) throw new FormatException(where, "is a single number", "give an array whose first dimension counts the samples");
    return Shape.of(Arrays.copyOfRange(shape, 1, shape.length));
  }

  /** The values, row-major; the array itself, not a copy. */
  public double[] values() {
    return values;
  }

  /** The values rounded to single precision, row-major. */
  public float[] floats() {
    var f = new float[values.length];
    for (int i = 0; i < f.length; i++) f[i] = (float) values[i];
    return f;
  }

  /**
   * The values as whole numbers, row-major: class labels, for instance.
   *
   * @throws FormatException if one is not whole
   */
  public long[] longs() {
    var n = new long[values.length];
    for (int i = 0; i < n.length; i++) n[i] = whole(name, values[i], i);
    return n;
  }

  static long whole(String where, double v, long element) {
    // 2^63 itself is no long, and the cast would hide it.
    if (v != Math.rint(v) || v >= 0x1p63 || v < -0x1p63)
      throw new FormatException(where, "has " + v + " at element " + element + ", where a whole number must be",
        "array.astype('int64')");
    return (long) v;
  }
}
