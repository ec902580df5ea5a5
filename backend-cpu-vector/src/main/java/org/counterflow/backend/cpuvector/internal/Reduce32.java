// The build makes Reduce64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;
import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.counterflow.api.internal.arithmetic.Reductions;

/**
 * Partial sums in single precision. Four vectors of them are in registers; where these are not all 64, the range is gone through as
 * often as needed, each time reading the elements of these sums only.
 */
final class Reduce32 implements Sums {
  /** From the start of one group of 64 elements to the next, in bytes. */
  private static final int GROUP = Float.BYTES * LANES;

  private final float[] sums = new float[LANES];
  private final float[] xEnd = new float[LANES];
  private final float[] yEnd = new float[LANES];

  @Override
  public void addProducts(MemorySegment x, MemorySegment y) {
    long bytes = x.byteSize() & -GROUP;
    for (int lane = 0; lane < LANES; lane += 4 * V32) {
      FloatVector s0 = fromArray(FLOATS, sums, lane);
      FloatVector s1 = fromArray(FLOATS, sums, lane + V32);
      FloatVector s2 = fromArray(FLOATS, sums, lane + 2 * V32);
      FloatVector s3 = fromArray(FLOATS, sums, lane + 3 * V32);
      for (long i = (long) Float.BYTES * lane; i < bytes; i += GROUP) {
        s0 = fromMemorySegment(FLOATS, x, i, ORDER).fma(fromMemorySegment(FLOATS, y, i, ORDER), s0);
        s1 = fromMemorySegment(FLOATS, x, i + BYTES, ORDER).fma(fromMemorySegment(FLOATS, y, i + BYTES, ORDER), s1);
        s2 = fromMemorySegment(FLOATS, x, i + 2 * BYTES, ORDER).fma(fromMemorySegment(FLOATS, y, i + 2 * BYTES, ORDER), s2);
        s3 = fromMemorySegment(FLOATS, x, i + 3 * BYTES, ORDER).fma(fromMemorySegment(FLOATS, y, i + 3 * BYTES, ORDER), s3);
      }
      s0.intoArray(sums, lane);
      s1.intoArray(sums, lane + V32);
      s2.intoArray(sums, lane + 2 * V32);
      s3.intoArray(sums, lane + 3 * V32);
    }
    int end = (int) (x.byteSize() - bytes) / Float.BYTES;
    if (end > 0) {
      MemorySegment.copy(x, JAVA_FLOAT, bytes, xEnd, 0, end);
      MemorySegment.copy(y, JAVA_FLOAT, bytes, yEnd, 0, end);
      Reductions.addProducts(xEnd, 0, yEnd, 0, end, 0, sums);
    }
  }

  @Override
  public void addValues(MemorySegment x) {
    long bytes = x.byteSize() & -GROUP;
    for (int lane = 0; lane < LANES; lane += 4 * V32) {
      FloatVector s0 = fromArray(FLOATS, sums, lane);
      FloatVector s1 = fromArray(FLOATS, sums, lane + V32);
      FloatVector s2 = fromArray(FLOATS, sums, lane + 2 * V32);
      FloatVector s3 = fromArray(FLOATS, sums, lane + 3 * V32);
      for (long i = (long) Float.BYTES * lane; i < bytes; i += GROUP) {
        s0 = s0.add(fromMemorySegment(FLOATS, x, i, ORDER));
        s1 = s1.add(fromMemorySegment(FLOATS, x, i + BYTES, ORDER));
        s2 = s2.add(fromMemorySegment(FLOATS, x, i + 2 * BYTES, ORDER));
        s3 = s3.add(fromMemorySegment(FLOATS, x, i + 3 * BYTES, ORDER));
      }
      s0.intoArray(sums, lane);
      s1.intoArray(sums, lane + V32);
      s2.intoArray(sums, lane + 2 * V32);
      s3.intoArray(sums, lane + 3 * V32);
    }
    int end = (int) (x.byteSize() - bytes) / Float.BYTES;
    if (end > 0) {
      MemorySegment.copy(x, JAVA_FLOAT, bytes, xEnd, 0, end);
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
