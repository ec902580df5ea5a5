package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D10;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D11;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D2;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D3;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D4;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D5;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D6;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D7;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D8;
import static org.counterflow.backend.cpuvector.internal.Elementwise64.D9;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.LONGS;
import static org.counterflow.backend.cpuvector.internal.Lanes.V64;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import org.counterflow.api.internal.arithmetic.PosteriorMean;
import org.counterflow.backend.cpuvector.internal.Posterior64.Coefficients64;

/**
 * Posterior means of one group of samples in double precision, one sample a lane, in the steps of the specification: distances, log
 * weights, weights and their sums, weighted means. Used by one thread at a time; holds its arrays from group to group.
 */
final class Group64 {
  private final Posterior64 mixture;
  private final int vectors;
  private final int width;
  /** [dimension][lane]; the dimensions that pad are 0, a lane without a sample is anything. */
  private final double[] x;
  /** [dimension][lane]. */
  private final double[] mean;
  /** [component][lane]: distances, then log weights, then weights, each times H. */
  private final double[] score;
  /** By lane: the largest log weight or smallest distance, the sum of the weights, the sum of the weights times G. */
  private final double[] best;
  private final double[] total;
  private final double[] share;
  /** Whether a block of 64 components has a weight above 0 in some lane. */
  private final boolean[] weighs;

  /** A group of {@code vectors} vectors of samples. */
  Group64(Posterior64 mixture, int vectors) {
    this.mixture = mixture;
    this.vectors = vectors;
    width = vectors * V64;
    x = new double[mixture.paddedDimensions * width];
    mean = new double[x.length];
    score = new double[Math.multiplyExact(Math.ceilDiv(mixture.components, 4) * 4, width)];
    best = new double[width];
    total = new double[width];
    share = new double[width];
    weighs = new boolean[mixture.paddedComponents / 64];
  }

  /** Rows {@code from} to {@code from + count - 1} of {@code in} to those from {@code to} on of {@code out}. */
  void run(Coefficients64 c, MemorySegment in, long from, boolean oneRow, MemorySegment out, long to, int count) {
    int d = mixture.dimensions;
    // Arrays that are free at the time hold the rows as they lie in memory.
    MemorySegment.copy(in, JAVA_DOUBLE, Double.BYTES * from * d, mean, 0, oneRow ? d : count * d);
    for (int j = 1; oneRow && j < count; j++) System.arraycopy(mean, 0, mean, j * d, d);
    transpose(mean, count, d, d, x, width);
    distances(c);
    if (c.general()) scores(c);
    else nearest();
    exponentials(c.general() ? 1 : c.a()[0]);
    sums(c);
    means();
    finish(c);
    transpose(mean, d, count, width, x, d);
    MemorySegment.copy(x, 0, out, JAVA_DOUBLE, Double.BYTES * to * d, count * d);
  }

  /** {@code to[column][row] = from[row][column]}, some columns at a time, so that what is written stays in the cache. */
  private static void transpose(double[] from, int rows, int columns, int fromStride, double[] to, int toStride) {
    for (int first = 0; first < columns; first += V64) {
      int end = Math.min(columns, first + V64);
      for (int r = 0; r < rows; r++) for (int c = first; c < end; c++) to[c * toStride + r] = from[r * fromStride + c];
    }
  }

  private void distances(Coefficients64 c) {
    double[] m = mixture.tiles;
    for (int i = 0; i < mixture.paddedDimensions; i += 64) {
      int depth = mixture.depth(i / 64);
      for (int k = 0; k < mixture.components; k += 4) {
        int at = mixture.tile(i / 64, k / 64) + k % 64;
        switch (vectors) {
          case 4 -> Tiles64.distances4(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
          case 2 -> Tiles64.distances2(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
          default -> Tiles64.distances1(m, at, c.minusAlpha(), x, i * width, depth, score, k * width, i == 0);
        }
      }
    }
  }

  /** Distances to log weights, and the largest of each lane. */
  private void scores(Coefficients64 c) {
    for (int lane = 0; lane < width; lane += V64) {
      DoubleVector largest = broadcast(DOUBLES, Double.NEGATIVE_INFINITY);
      for (int k = 0; k < mixture.components; k++) {
        DoubleVector distance = fromArray(DOUBLES, score, k * width + lane);
        DoubleVector s = broadcast(DOUBLES, c.a()[k]).fma(distance, broadcast(DOUBLES, c.b()[k]));
        largest = largest.blend(s, s.compare(GT, largest));
        s.intoArray(score, k * width + lane);
      }
      largest.intoArray(best, lane);
    }
  }

  /** The smallest distance of each lane. None is negative, so their bits are ordered as they are, and integers have the faster minimum. */
  private void nearest() {
    for (int lane = 0; lane < width; lane += V64) {
      LongVector smallest = LongVector.broadcast(LONGS, Long.MAX_VALUE);
      for (int k = 0; k < mixture.components; k++)
        smallest = smallest.min(fromArray(DOUBLES, score, k * width + lane).reinterpretAsLongs());
      smallest.reinterpretAsDoubles().intoArray(best, lane);
    }
  }

  /** {@code w = exp(factor (s - best))}, +0 where that is too small to matter. */
  private void exponentials(double factor) {
    for (int lane = 0; lane < width; lane += V64) {
      DoubleVector origin = fromArray(DOUBLES, best, lane);
      for (int k = 0; k < mixture.components; k++) {
        DoubleVector v = fromArray(DOUBLES, score, k * width + lane).sub(origin).mul(factor);
        DoubleVector t = v.fma(broadcast(DOUBLES, 0x1.71547652b82fep0), broadcast(DOUBLES, 0x1.8p52));
        DoubleVector n = t.sub(0x1.8p52);
        DoubleVector r = n.fma(broadcast(DOUBLES, -0x1.62e42fefa39efp-1), v);
        r = n.fma(broadcast(DOUBLES, -0x1.abc9e3b39803fp-56), r);
        DoubleVector p = r.fma(broadcast(DOUBLES, D11), broadcast(DOUBLES, D10));
        p = p.fma(r, broadcast(DOUBLES, D9));
        p = p.fma(r, broadcast(DOUBLES, D8));
        p = p.fma(r, broadcast(DOUBLES, D7));
        p = p.fma(r, broadcast(DOUBLES, D6));
        p = p.fma(r, broadcast(DOUBLES, D5));
        p = p.fma(r, broadcast(DOUBLES, D4));
        p = p.fma(r, broadcast(DOUBLES, D3));
        p = p.fma(r, broadcast(DOUBLES, D2));
        p = p.fma(r, broadcast(DOUBLES, 1));
        p = p.fma(r, broadcast(DOUBLES, 1));
        DoubleVector e = p.reinterpretAsLongs().add(t.reinterpretAsLongs().lanewise(LSHL, 52)).reinterpretAsDoubles();
        e.blend(0, v.compare(LT, PosteriorMean.CUT_64)).intoArray(score, k * width + lane);
      }
    }
  }

  /** The sums of the weights, and the weights times H. */
  private void sums(Coefficients64 c) {
    Arrays.fill(weighs, false);
    for (int lane = 0; lane < width; lane += V64) {
      DoubleVector sum = broadcast(DOUBLES, 0);
      DoubleVector shares = broadcast(DOUBLES, 0);
      for (int from = 0; from < mixture.components; from += 64) {
        int to = Math.min(mixture.components, from + 64);
        DoubleVector sumPart = broadcast(DOUBLES, 0);
        DoubleVector sharePart = broadcast(DOUBLES, 0);
        if (c.pure()) {
          for (int k = from; k < to; k++) sumPart = sumPart.add(fromArray(DOUBLES, score, k * width + lane));
        } else {
          for (int k = from; k < to; k++) {
            DoubleVector w = fromArray(DOUBLES, score, k * width + lane);
            sumPart = sumPart.add(w);
            sharePart = w.fma(broadcast(DOUBLES, c.g()[k]), sharePart);
            w.mul(c.h()[k]).intoArray(score, k * width + lane);
          }
        }
        weighs[from / 64] |= sumPart.compare(NE, 0).anyTrue();
        sum = sum.add(sumPart);
        shares = shares.add(sharePart);
      }
      sum.intoArray(total, lane);
      shares.intoArray(share, lane);
    }
  }

  /** The weighted sums of the means. A block without weight would add +0 to sums that are never -0: it changes no bit. */
  private void means() {
    double[] m = mixture.tiles;
    Arrays.fill(mean, 0);
    for (int k = 0; k < mixture.components; k += 64) {
      if (!weighs[k / 64]) continue;
      int count = Math.min(64, mixture.components - k);
      for (int i = 0; i < mixture.paddedDimensions; i += 4) {
        int at = mixture.tile(i / 64, k / 64) + i % 64 * 64;
        switch (vectors) {
          case 4 -> Tiles64.means4(m, at, score, k * width, count, mean, i * width);
          case 2 -> Tiles64.means2(m, at, score, k * width, count, mean, i * width);
          default -> Tiles64.means1(m, at, score, k * width, count, mean, i * width);
        }
      }
    }
  }

  /** The weighted sums, with the share of x, divided by the sum of the weights. */
  private void finish(Coefficients64 c) {
    DoubleVector one = broadcast(DOUBLES, 1);
    for (int lane = 0; lane < width; lane += V64) {
      DoubleVector w = fromArray(DOUBLES, total, lane);
      DoubleVector r = one.div(w);
      DoubleVector g = fromArray(DOUBLES, share, lane);
      for (int i = 0; i < mixture.dimensions; i++) {
        DoubleVector sum = fromArray(DOUBLES, mean, i * width + lane);
        if (!c.pure()) sum = g.fma(fromArray(DOUBLES, x, i * width + lane), sum);
        sum.mul(r).intoArray(mean, i * width + lane);
      }
    }
  }
}
