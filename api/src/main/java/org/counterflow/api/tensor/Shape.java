package org.counterflow.api.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Sizes of dimensions, row-major. Of a run's states it is the shape of one sample, without the batch: {@code Shape.of(1, 28, 28)} is an
 * image of one channel, {@code Shape.of()} a single number. Of a network's {@link org.counterflow.api.value.Value} it has all dimensions.
 */
public final class Shape {
  /** So that bytes can be counted, of any element type. */
  private static final long MOST = Long.MAX_VALUE / 16;

  private final int[] dimensions;
  private final long elements;

  private Shape(int[] dimensions) {
    long n = 1;
    for (int d : dimensions) {
      if (d < 1) throw new IllegalArgumentException("a dimension must be at least 1, was " + d + " in " + Arrays.toString(dimensions));
      if (n > MOST / d)
        throw new IllegalArgumentException("a shape of more than " + MOST + " elements cannot be held, was " + Arrays.toString(dimensions));
      n *= d;
    }
    this.dimensions = dimensions;
    this.elements = n;
  }

  /**
   * A shape of the given dimensions, row-major.
   *
   * @param dimensions each at least 1
   * @throws IllegalArgumentException if one is below 1, or there are more than 2^59 elements
   */
  public static Shape of(int... dimensions) {
    return new Shape(dimensions.clone());
  }

  /** Number of dimensions; 0 for a single number. */
  public int rank() {
    return dimensions.length;
  }

  /** Dimension {@code i}, from 0 to {@code rank() - 1}. */
  public int dimension(int i) {
    return dimensions[i];
  }

  /** The same with another size of one dimension. */
  public Shape with(int i, int size) {
    int[] d = dimensions.clone();
    d[i] = size;
    return new Shape(d);
  }

  /** The same after a first dimension: so many rows of this shape. */
  public Shape batch(int rows) {
    var d = new int[dimensions.length + 1];
    d[0] = rows;
    System.arraycopy(dimensions, 0, d, 1, dimensions.length);
    return new Shape(d);
  }

  /** The shape without its first dimension. */
  public Shape row() {
    if (dimensions.length == 0) throw new IllegalStateException("a single number has no rows");
    return new Shape(Arrays.copyOfRange(dimensions, 1, dimensions.length));
  }

  /** Elements of one sample: the product of the dimensions. */
  public long elements() {
    return elements;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dimensions, s.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** The dimensions with {@code x} between them, as in {@code 1x28x28}; {@code scalar} if there are none. */
  @Override
  public String toString() {
    return dimensions.length == 0 ? "scalar" : Arrays.stream(dimensions).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }
}
