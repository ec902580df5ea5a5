// The build makes PackedRows64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.NE;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Short rows in single precision. Arrays are a block long, so that loops run past the end of the last row, over whole vectors. */
@SuppressWarnings("cast")
final class PackedRows32 implements PackedRows {
  private final float[] sum = new float[Scratch.BLOCK];
  private final float[] coefficients = new float[Scratch.BLOCK];
  private final float[] values = new float[Scratch.BLOCK];
  private final boolean[] hasTerm = new boolean[Scratch.BLOCK];
  private final long[] lanes = new long[3 * Scratch.BLOCK / 4];
  private final MemorySegment out;
  private final int elements;
  private final int fours;
  private long from;
  private int rows;

  PackedRows32(MemorySegment out, int elements) {
    this.out = out;
    this.elements = elements;
    this.fours = (elements + 3) / 4;
  }

  @Override
  public int most() {
    return Scratch.BLOCK / (4 * fours);
  }

  @Override
  public void begin(long from, int count) {
    this.from = from;
    rows = count;
    Arrays.fill(sum, -0.0f);
    Arrays.fill(hasTerm, false);
  }

  @Override
  public void add(double[] c, MemorySegment in, boolean oneRow) {
    MemorySegment.copy(in, JAVA_FLOAT, oneRow ? 0 : Float.BYTES * from * elements, values, 0, oneRow ? elements : rows * elements);
    if (oneRow) for (int i = elements; i < rows * elements; i++) values[i] = values[i - elements];
    add(c);
  }

  @Override
  public void addOnes(double[] c) {
    Arrays.fill(values, 1f);
    add(c);
  }

  @Override
  public void addNoise(double[] c, long[] seeds, long stream, MemorySegment noise) {
    NoiseKernel.fillRows(noise, seeds, (int) from, rows, fours, stream, lanes);
    Functions32.read(noise, 4 * fours * rows, values);
    if (4 * fours != elements) {
      for (int row = 1, at = elements; row < rows; row++) {
        for (int i = 0; i < elements; i++) values[at++] = values[4 * fours * row + i];
      }
    }
    add(c);
  }

  private void add(double[] c) {
    for (int row = 0, at = 0; row < rows; row++) {
      double exact = c[c.length == 1 ? 0 : (int) from + row];
      float factor = (float) exact;
      hasTerm[row] |= exact != 0;
      for (int i = 0; i < elements; i++) coefficients[at++] = factor;
    }
    for (int i = 0; i < rows * elements; i += V32) {
      FloatVector factor = fromArray(FLOATS, coefficients, i);
      FloatVector before = fromArray(FLOATS, sum, i);
      FloatVector after = factor.fma(fromArray(FLOATS, values, i), before);
      before.blend(after, factor.compare(NE, 0f)).intoArray(sum, i);
    }
  }

  @Override
  public void end() {
    for (int row = 0; row < rows; row++) if (!hasTerm[row]) Arrays.fill(sum, row * elements, (row + 1) * elements, 0f);
    MemorySegment.copy(sum, 0, out, JAVA_FLOAT, Float.BYTES * from * elements, rows * elements);
  }
}
