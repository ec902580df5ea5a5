package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.NE;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.V64;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/** Short rows in double precision. Arrays are a block long, so that loops run past the end of the last row, over whole vectors. */
final class PackedRows64 implements PackedRows {
  private final double[] sum = new double[Scratch.BLOCK];
  private final double[] coefficients = new double[Scratch.BLOCK];
  private final double[] values = new double[Scratch.BLOCK];
  private final float[] noise = new float[Scratch.BLOCK];
  private final boolean[] hasTerm = new boolean[Scratch.BLOCK];
  private final long[] lanes = new long[3 * Scratch.BLOCK / 4];
  private final MemorySegment out;
  private final int elements;
  private final int fours;
  private long from;
  private int rows;

  PackedRows64(MemorySegment out, int elements) {
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
    Arrays.fill(sum, -0.0);
    Arrays.fill(hasTerm, false);
  }

  @Override
  public void add(double[] c, MemorySegment in, boolean oneRow) {
    MemorySegment.copy(in, JAVA_DOUBLE, oneRow ? 0 : Double.BYTES * from * elements, values, 0, oneRow ? elements : rows * elements);
    if (oneRow) for (int i = elements; i < rows * elements; i++) values[i] = values[i - elements];
    add(c);
  }

  @Override
  public void addOnes(double[] c) {
    Arrays.fill(values, 1);
    add(c);
  }

  @Override
  public void addNoise(double[] c, long[] seeds, long stream, MemorySegment floats) {
    NoiseKernel.fillRows(floats, seeds, (int) from, rows, fours, stream, lanes);
    MemorySegment.copy(floats, JAVA_FLOAT, 0, noise, 0, 4 * fours * rows);
    for (int row = 0, at = 0; row < rows; row++) {
      for (int i = 0; i < elements; i++) values[at++] = noise[4 * fours * row + i];
    }
    add(c);
  }

  private void add(double[] c) {
    for (int row = 0, at = 0; row < rows; row++) {
      double factor = c[c.length == 1 ? 0 : (int) from + row];
      hasTerm[row] |= factor != 0;
      for (int i = 0; i < elements; i++) coefficients[at++] = factor;
    }
    for (int i = 0; i < rows * elements; i += V64) {
      DoubleVector factor = fromArray(DOUBLES, coefficients, i);
      DoubleVector before = fromArray(DOUBLES, sum, i);
      DoubleVector after = factor.fma(fromArray(DOUBLES, values, i), before);
      before.blend(after, factor.compare(NE, 0)).intoArray(sum, i);
    }
  }

  @Override
  public void end() {
    for (int row = 0; row < rows; row++) if (!hasTerm[row]) Arrays.fill(sum, row * elements, (row + 1) * elements, 0);
    MemorySegment.copy(sum, 0, out, JAVA_DOUBLE, Double.BYTES * from * elements, rows * elements);
  }
}
