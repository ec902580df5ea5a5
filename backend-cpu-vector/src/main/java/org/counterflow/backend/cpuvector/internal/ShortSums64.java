package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;

/**
 * Sums of rows of fewer than 64 elements in double precision. Each partial sum has one term or none, and folding those without changes
 * nothing but a -0 to +0, so only as many are folded as the next power of two.
 */
final class ShortSums64 implements Sums {
  private final int elements;
  private final double[] x = new double[Scratch.BLOCK];
  private final double[] y = new double[Scratch.BLOCK];
  private final double[] sums = new double[LANES];
  private final double[] results = new double[Scratch.BLOCK];
  private final int half;

  ShortSums64(int elements) {
    this.elements = elements;
    half = elements == 1 ? 0 : Integer.highestOneBit(elements - 1);
  }

  @Override
  public void addProducts(MemorySegment a, MemorySegment b) {
    int count = (int) (a.byteSize() / Double.BYTES);
    MemorySegment.copy(a, JAVA_DOUBLE, 0, x, 0, count);
    MemorySegment.copy(b, JAVA_DOUBLE, 0, y, 0, count);
    for (int i = 0; i < count; i++) x[i] = Math.fma(x[i], y[i], 0) + 0;
    foldAll(count);
  }

  @Override
  public void addValues(MemorySegment a) {
    int count = (int) (a.byteSize() / Double.BYTES);
    MemorySegment.copy(a, JAVA_DOUBLE, 0, x, 0, count);
    for (int i = 0; i < count; i++) x[i] += 0;
    foldAll(count);
  }

  private void foldAll(int count) {
    for (int row = 0, at = 0; at < count; row++, at += elements) {
      for (int j = 0; j < elements; j++) sums[j] = x[at + j];
      for (int j = elements; j < 2 * half; j++) sums[j] = 0;
      for (int s = half; s > 0; s /= 2) for (int j = 0; j < s; j++) sums[j] += sums[j + s];
      results[row] = sums[0];
    }
  }

  @Override
  public double fold(int row) {
    return results[row];
  }
}
