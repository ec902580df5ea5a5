// The build makes Posterior64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;

/** Posterior means in single precision: a mixture packed once into {@link Tiles32}, and batches cut into groups of samples. */
@SuppressWarnings("cast")
final class Posterior32 implements Posterior {
  /** Operations for which it pays to wake a thread. */
  private static final long AT_ONCE = 2_000_000;

  final int components;
  final int dimensions;
  /** Components up to a multiple of 64, dimensions up to a multiple of 4: what is added is 0. */
  final int paddedComponents;
  final int paddedDimensions;
  /** [block of 64 dimensions][block of 64 components][dimension][component]. */
  final float[] tiles;

  private final Queue<Group32> wide = new ConcurrentLinkedQueue<>();
  private final Queue<Group32> narrow = new ConcurrentLinkedQueue<>();

  Posterior32(Mixture mixture) {
    components = mixture.components();
    dimensions = mixture.dimensions();
    paddedComponents = Math.ceilDiv(components, 64) * 64;
    paddedDimensions = Math.ceilDiv(dimensions, 4) * 4;
    tiles = new float[Math.multiplyExact(paddedComponents, paddedDimensions)];
    for (int k = 0; k < components; k++) {
      for (int i = 0; i < dimensions; i++) tiles[tile(i / 64, k / 64) + i % 64 * 64 + k % 64] = (float) mixture.mean(k, i);
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
    var terms = new Coefficients32(c);
    long vectors = Math.ceilDiv(rows, V32);
    long least = Math.ceilDiv(AT_ONCE, V32 * (long) components * (6L * dimensions + 30));
    long share = Math.ceilDiv(vectors, workers.threads());
    long atOnce = share < Lanes.TILE ? Math.max(least, share) : Math.ceilDiv(least, Lanes.TILE) * Lanes.TILE;
    workers.run(
        vectors,
        atOnce,
        (first, end, _) -> {
          long to = Math.min(rows, end * V32);
          for (long from = first * V32, count; from < to; from += count) {
            boolean full = to - from > (Lanes.TILE - 1) * V32;
            count = Math.min(to - from, full ? Lanes.TILE * V32 : V32);
            run(terms, x, oneRow, out, from, (int) count, full);
          }
        });
  }

  private void run(Coefficients32 terms, MemorySegment x, boolean oneRow, MemorySegment out, long from, int count, boolean full) {
    Queue<Group32> idle = full ? wide : narrow;
    Group32 free = idle.poll();
    Group32 group = free == null ? new Group32(this, full ? Lanes.TILE : 1) : free;
    group.run(terms, x, oneRow ? 0 : from, oneRow, out, from, count);
    idle.add(group);
  }

  /** The coefficients, each rounded once. */
  record Coefficients32(float[] a, float[] b, float[] h, float[] g, float minusAlpha, boolean general, boolean pure) {
    Coefficients32(PosteriorCoefficients c) {
      this(Functions32.rounded(c.a()), Functions32.rounded(c.b()), Functions32.rounded(c.h()), Functions32.rounded(c.g()),
          (float) c.minusAlpha(), c.general(), c.pure());
    }
  }
}
