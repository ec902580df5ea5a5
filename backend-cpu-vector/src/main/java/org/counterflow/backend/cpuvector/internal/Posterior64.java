package org.counterflow.backend.cpuvector.internal;

import static org.counterflow.backend.cpuvector.internal.Lanes.V64;

import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;

/** Posterior means in double precision: a mixture packed once into {@link Tiles64}, and batches cut into groups of samples. */
final class Posterior64 implements Posterior {
  /** Operations for which it pays to wake a thread. */
  private static final long AT_ONCE = 2_000_000;

  final int components;
  final int dimensions;
  /** Components up to a multiple of 64, dimensions up to a multiple of 4: what is added is 0. */
  final int paddedComponents;
  final int paddedDimensions;
  /** [block of 64 dimensions][block of 64 components][dimension][component]. */
  final double[] tiles;

  private final Queue<Group64> wide = new ConcurrentLinkedQueue<>();
  private final Queue<Group64> narrow = new ConcurrentLinkedQueue<>();

  Posterior64(Mixture mixture) {
    components = mixture.components();
    dimensions = mixture.dimensions();
    paddedComponents = Math.ceilDiv(components, 64) * 64;
    paddedDimensions = Math.ceilDiv(dimensions, 4) * 4;
    tiles = new double[Math.multiplyExact(paddedComponents, paddedDimensions)];
    for (int k = 0; k < components; k++) {
      for (int i = 0; i < dimensions; i++) tiles[tile(i / 64, k / 64) + i % 64 * 64 + k % 64] = mixture.mean(k, i);
    }
  }

  /** Where the tile of a block of dimensions and a block of components starts. */
  int tile(int dimensionBlock, int componentBlock) {
    return dimensionBlock * 64 * paddedComponents + componentBlock * 64 * depth(dimensionBlock);
  }

  /** Dimensions of a block, with those that are added. */
  int depth(int dimensionBlock) {
    return Math.min(64, paddedDimensions - dimensionBlock * 64);
  }

  @Override
  public void run(PosteriorCoefficients c, MemorySegment x, boolean oneRow, MemorySegment out, long rows, Workers workers) {
    var terms = new Coefficients64(c);
    long vectors = Math.ceilDiv(rows, V64);
    long least = Math.ceilDiv(AT_ONCE, V64 * (long) components * (6L * dimensions + 30));
    long share = Math.ceilDiv(vectors, workers.threads());
    long atOnce = share < Lanes.TILE ? Math.max(least, share) : Math.ceilDiv(least, Lanes.TILE) * Lanes.TILE;
    workers.run(
        vectors,
        atOnce,
        (first, end, _) -> {
          long to = Math.min(rows, end * V64);
          for (long from = first * V64, count; from < to; from += count) {
            boolean full = to - from > (Lanes.TILE - 1) * V64;
            count = Math.min(to - from, full ? Lanes.TILE * V64 : V64);
            run(terms, x, oneRow, out, from, (int) count, full);
          }
        });
  }

  private void run(Coefficients64 terms, MemorySegment x, boolean oneRow, MemorySegment out, long from, int count, boolean full) {
    Queue<Group64> idle = full ? wide : narrow;
    Group64 free = idle.poll();
    Group64 group = free == null ? new Group64(this, full ? Lanes.TILE : 1) : free;
    group.run(terms, x, oneRow ? 0 : from, oneRow, out, from, count);
    idle.add(group);
  }

  /** The coefficients. */
  record Coefficients64(double[] a, double[] b, double[] h, double[] g, double minusAlpha, boolean general, boolean pure) {
    Coefficients64(PosteriorCoefficients c) {
      this(c.a(), c.b(), c.h(), c.g(), c.minusAlpha(), c.general(), c.pure());
    }
  }
}
