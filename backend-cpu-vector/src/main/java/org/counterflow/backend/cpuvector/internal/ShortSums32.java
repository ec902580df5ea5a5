// The build makes ShortSums64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Sums of rows of fewer than 64 elements in single precision. Each partial sum has one term or none, and folding those without changes
 * nothing but a -0 to +0, so only as many are folded as the next power of two.
 */
final class ShortSums32 implements Sums {
  private final int elements;
  private final float[] x = new float[Scratch.BLOCK];
  private final float[] y = new float[Scratch.BLOCK];
  private final float[] sums = new float[LANES];
  private final float[] results = new float[Scratch.BLOCK];
  private final int half;

  ShortSums32(int elements) {
    this.elements = elements;
    half = elements == 1 ? 0 : Integer.highestOneBit(elements - 1);
  }

  @Override
  public void addProducts(MemorySegment a, MemorySegment b) {
    int count = (int) (a.byteSize() / Float.BYTES);
    MemorySegment.copy(a, JAVA_FLOAT, 0, x, 0, count);
    MemorySegment.copy(b, JAVA_FLOAT, 0, y, 0, count);
    for (int i = 0; i < count; i++) x[i] = Math.fma(x[i], y[i], 0f) + 0f;
    foldAll(count);
  }

  @Override
  public void addValues(MemorySegment a) {
    int count = (int) (a.byteSize() / Float.BYTES);
    MemorySegment.copy(a, JAVA_FLOAT, 0, x, 0, count);
    for (int i = 0; i < count; i++) x[i] += 0f;
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
