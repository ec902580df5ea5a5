// The build makes Group64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.INTS;
import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.counterflow.api.internal.arithmetic.PosteriorMean;
import org.counterflow.backend.cpuvector.internal.Posterior32.Coefficients32;

/**
 * Posterior means of one group of samples in single precision, one sample a lane, in the steps of the specification: distances, log
 * weights, weights and their sums, weighted means. Used by one thread at a time; holds its arrays from group to group.
 */
final class Group32 {
  private final Posterior32 mixture;
  private final int vectors;
  private final int width;
  /** [dimension][lane]; the dimensions that pad are 0, a lane without a sample is anything. */
  private final float[] x;
  /** [dimension][lane]. */
  private final float[] mean;
  /** [component][lane]: distances, then log weights, then weights, each times H. */
  private final float[] score;
  /** By lane: the largest log weight or smallest distance, the sum of the weights, the sum of the weights times G. */
  private final float[] best;
  private final float[] total;
  private final float[] share;
  /** Whether a block of 64 components has a weight above 0 in some lane. */
  private final boolean[] weighs;

  /** A group of {@code vectors} vectors of samples. */
  Group32(Posterior32 mixture, int vectors) {
    this.mixture = mixture;
    this.vectors = vectors;
    width = vectors * V32;
    x = new float[mixture.paddedDimensions * width];
    mean = new float[x.length];
    score = new float[Math.multiplyExact(Math.ceilDiv(mixture.components, 4) * 4, width)];
    best = new float[width];
    total = new float[width];
    share = new float[width];
    weighs = new boolean[mixture.paddedComponents / 64];
  }

  /** Rows {@code from} to {@code from + count - 1} of {@code in} to those from {@code to} on of {@code out}. */
  void run(Coefficients32 c, MemorySegment in, long from, boolean oneRow, MemorySegment out, long to, int count) {
    int d = mixture.dimensions;
    // Arrays that are free at the time hold the rows as they lie in memory.
    MemorySegment.copy(in, JAVA_FLOAT, Float.BYTES * from * d, mean, 0, oneRow ? d : count * d);
    for (int j = 1; oneRow && j < count; j++) System.arraycopy(mean, 0, mean, j * d, d);
    transpose(mean, count, d, d, x, width);
    distances(c);
    if (c.general()) scores(c);
    else nearest();
    exponentials(c.general() ? 1f : c.a()[0]);
    sums(c);
    means();
    finish(c);
    transpose(mean, d, count, width, x, d);
    MemorySegment.copy(x, 0, out, JAVA_FLOAT, Float.BYTES * to * d, count * d);
  }

  /** {@code to[column][row] = from[row][column]}, some columns at a time, so that what is written stays in the cache. */
  private static void transpose(float[] from, int rows, int columns, int fromStride, float[] to, int toStride) {
    for (int first = 0; first < columns; first += V32) {
      int end = Math.min(columns, first + V32);
      for (int r = 0; r < rows; r++) for (int c = first; c < end; c++) to[c * toStride + r] = from[r * fromStride + c];
    }
  }

  private void distances(Coefficients32 c) {
    float[] m = mixture.tiles;
    for (int i = 0; i < mixture.paddedDimensions; i += 64) {
      int depth = mixture.depth(i / 64);
      for (int k = 0; k < mixture.components; k += 4) {
        int at = mixture.tile(i / 64, k / 64) + k % 64;
        switch (vectors) {
          case 4 -> Tiles32.distances4(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
          case 2 -> Tiles32.distances2(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
          default -> Tiles32.distances1(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
        }
      }
    }
  }

  /** Distances to log weights, and the largest of each lane. */
  private void scores(Coefficients32 c) {
    for (int lane = 0; lane < width; lane += V32) {
      FloatVector largest = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
      for (int k = 0; k < mixture.components; k++) {
        FloatVector distance = fromArray(FLOATS, score, k * width + lane);
        FloatVector s = broadcast(FLOATS, c.a()[k]).fma(distance, broadcast(FLOATS, c.b()[k]));
        largest = largest.blend(s, s.compare(GT, largest));
        s.intoArray(score, k * width + lane);
      }
      largest.intoArray(best, lane);
    }
  }

  /** The smallest distance of each lane. None is negative, so their bits are ordered as they are, and integers have the faster minimum. */
  private void nearest() {
    for (int lane = 0; lane < width; lane += V32) {
      IntVector smallest = IntVector.broadcast(INTS, Integer.MAX_VALUE);
      for (int k = 0; k < mixture.components; k++)
        smallest = smallest.min(fromArray(FLOATS, score, k * width + lane).reinterpretAsInts());
      smallest.reinterpretAsFloats().intoArray(best, lane);
    }
  }

  /** {@code w = exp(factor (s - best))}, +0 where that is too small to matter. */
  private void exponentials(float factor) {
    for (int lane = 0; lane < width; lane += V32) {
      FloatVector origin = fromArray(FLOATS, best, lane);
      for (int k = 0; k < mixture.components; k++) {
        FloatVector v = fromArray(FLOATS, score, k * width + lane).sub(origin).mul(factor);
        Functions32.exp(v, PosteriorMean.CUT_32).intoArray(score, k * width + lane);
      }
    }
  }

  /** The sums of the weights, and the weights times H. */
  private void sums(Coefficients32 c) {
    Arrays.fill(weighs, false);
    for (int lane = 0; lane < width; lane += V32) {
      FloatVector sum = broadcast(FLOATS, 0f);
      FloatVector shares = broadcast(FLOATS, 0f);
      for (int from = 0; from < mixture.components; from += 64) {
        int to = Math.min(mixture.components, from + 64);
        FloatVector sumPart = broadcast(FLOATS, 0f);
        FloatVector sharePart = broadcast(FLOATS, 0f);
        if (c.pure()) {
          for (int k = from; k < to; k++) sumPart = sumPart.add(fromArray(FLOATS, score, k * width + lane));
        } else {
          for (int k = from; k < to; k++) {
            FloatVector w = fromArray(FLOATS, score, k * width + lane);
            sumPart = sumPart.add(w);
            sharePart = w.fma(broadcast(FLOATS, c.g()[k]), sharePart);
            w.mul(c.h()[k]).intoArray(score, k * width + lane);
          }
        }
        weighs[from / 64] |= sumPart.compare(NE, 0f).anyTrue();
        sum = sum.add(sumPart);
        shares = shares.add(sharePart);
      }
      sum.intoArray(total, lane);
      shares.intoArray(share, lane);
    }
  }

  /** The weighted sums of the means. A block without weight would add +0 to sums that are never -0: it changes no bit. */
  private void means() {
    float[] m = mixture.tiles;
    Arrays.fill(mean, 0f);
    for (int k = 0; k < mixture.components; k += 64) {
      if (!weighs[k / 64]) continue;
      int count = Math.min(64, mixture.components - k);
      for (int i = 0; i < mixture.paddedDimensions; i += 4) {
        int at = mixture.tile(i / 64, k / 64) + i % 64 * 64;
        switch (vectors) {
          case 4 -> Tiles32.means4(m, at, score, k * width, count, mean, i * width);
          case 2 -> Tiles32.means2(m, at, score, k * width, count, mean, i * width);
          default -> Tiles32.means1(m, at, score, k * width, count, mean, i * width);
        }
      }
    }
  }

  /** The weighted sums, with the share of x, divided by the sum of the weights. */
  private void finish(Coefficients32 c) {
    for (int lane = 0; lane < width; lane += V32) {
      FloatVector r = Functions32.reciprocal(fromArray(FLOATS, total, lane));
      FloatVector g = fromArray(FLOATS, share, lane);
      for (int i = 0; i < mixture.dimensions; i++) {
        FloatVector sum = fromArray(FLOATS, mean, i * width + lane);
        if (!c.pure()) sum = g.fma(fromArray(FLOATS, x, i * width + lane), sum);
        sum.mul(r).intoArray(mean, i * width + lane);
      }
    }
  }
}
