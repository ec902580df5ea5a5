package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.DoubleVector.fromMemorySegment;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;
import static org.counterflow.backend.cpuvector.internal.Lanes.V64;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import org.counterflow.api.internal.arithmetic.Reductions;

/**
 * Partial sums in double precision. Four vectors of them are in registers; where these are not all 64, the range is gone through as
 * often as needed, each time reading the elements of these sums only.
 */
final class Reduce64 implements Sums {
  /** From the start of one group of 64 elements to the next, in bytes. */
  private static final int GROUP = Double.BYTES * LANES;

  private final double[] sums = new double[LANES];
  private final double[] xEnd = new double[LANES];
  private final double[] yEnd = new double[LANES];

  @Override
  public void addProducts(MemorySegment x, MemorySegment y) {
    long bytes = x.byteSize() & -GROUP;
    for (int lane = 0; lane < LANES; lane += 4 * V64) {
      DoubleVector s0 = fromArray(DOUBLES, sums, lane);
      DoubleVector s1 = fromArray(DOUBLES, sums, lane + V64);
      DoubleVector s2 = fromArray(DOUBLES, sums, lane + 2 * V64);
      DoubleVector s3 = fromArray(DOUBLES, sums, lane + 3 * V64);
      for (long i = (long) Double.BYTES * lane; i < bytes; i += GROUP) {
        s0 = fromMemorySegment(DOUBLES, x, i, ORDER).fma(fromMemorySegment(DOUBLES, y, i, ORDER), s0);
        s1 = fromMemorySegment(DOUBLES, x, i + BYTES, ORDER).fma(fromMemorySegment(DOUBLES, y, i + BYTES, ORDER), s1);
        s2 = fromMemorySegment(DOUBLES, x, i + 2 * BYTES, ORDER).fma(fromMemorySegment(DOUBLES, y, i + 2 * BYTES, ORDER), s2);
        s3 = fromMemorySegment(DOUBLES, x, i + 3 * BYTES, ORDER).fma(fromMemorySegment(DOUBLES, y, i + 3 * BYTES, ORDER), s3);
      }
      s0.intoArray(sums, lane);
      s1.intoArray(sums, lane + V64);
      s2.intoArray(sums, lane + 2 * V64);
      s3.intoArray(sums, lane + 3 * V64);
    }
    int end = (int) (x.byteSize() - bytes) / Double.BYTES;
    if (end > 0) {
      MemorySegment.copy(x, JAVA_DOUBLE, bytes, xEnd, 0, end);
      MemorySegment.copy(y, JAVA_DOUBLE, bytes, yEnd, 0, end);
      Reductions.addProducts(xEnd, 0, yEnd, 0, end, 0, sums);
    }
  }

  @Override
  public void addValues(MemorySegment x) {
    long bytes = x.byteSize() & -GROUP;
    for (int lane = 0; lane < LANES; lane += 4 * V64) {
      DoubleVector s0 = fromArray(DOUBLES, sums, lane);
      DoubleVector s1 = fromArray(DOUBLES, sums, lane + V64);
      DoubleVector s2 = fromArray(DOUBLES, sums, lane + 2 * V64);
      DoubleVector s3 = fromArray(DOUBLES, sums, lane + 3 * V64);
      for (long i = (long) Double.BYTES * lane; i < bytes; i += GROUP) {
        s0 = s0.add(fromMemorySegment(DOUBLES, x, i, ORDER));
        s1 = s1.add(fromMemorySegment(DOUBLES, x, i + BYTES, ORDER));
        s2 = s2.add(fromMemorySegment(DOUBLES, x, i + 2 * BYTES, ORDER));
        s3 = s3.add(fromMemorySegment(DOUBLES, x, i + 3 * BYTES, ORDER));
      }
      s0.intoArray(sums, lane);
      s1.intoArray(sums, lane + V64);
      s2.intoArray(sums, lane + 2 * V64);
      s3.intoArray(sums, lane + 3 * V64);
    }
    int end = (int) (x.byteSize() - bytes) / Double.BYTES;
    if (end > 0) {
      MemorySegment.copy(x, JAVA_DOUBLE, bytes, xEnd, 0, end);
      Reductions.addValues(xEnd, 0, end, 0, sums);
    }
  }

  @Override
  public double fold(int row) {
    for (int s = LANES / 2; s > 0; s /= 2) for (int j = 0; j < s; j++) sums[j] += sums[j + s];
    double sum = sums[0];
    Arrays.fill(sums, 0);
    return sum;
  }
}
