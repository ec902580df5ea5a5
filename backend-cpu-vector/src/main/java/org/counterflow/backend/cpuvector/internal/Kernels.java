package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Mixture;

/**
 * What the backend computes in one precision, on one thread, over ranges of one row. Segments hold exactly the range; where there are
 * several they are equally long, and an input may be the output.
 */
interface Kernels {
  /** Bytes of an element. */
  int bytes();

  /** Sets every element. */
  void fill(MemorySegment to, double value);

  /** One pass of a linear combination: {@code count} elements of {@code out} from {@code at} bytes on. */
  void chain(Chain chain, MemorySegment out, long at, long count);

  /**
   * Normals in this precision, as many as a block at most.
   *
   * @param to receives {@code count} elements, and may receive more up to a multiple of {@link NoiseKernel#GROUP}
   * @param first a multiple of 4
   */
  void noise(MemorySegment to, Scratch scratch, long first, int count, long seed, long stream);

  /** A sum over short rows whose coefficients differ from row to row. */
  PackedRows packed(MemorySegment out, int elements);

  /** {@code out = a b}. */
  void multiply(MemorySegment a, MemorySegment b, MemorySegment out);

  /** {@code out = fma(m, a, fma(-m, b, b))}. */
  void blend(MemorySegment m, MemorySegment a, MemorySegment b, MemorySegment out);

  /** {@code out = min(max(a, -bound), bound)}. */
  void clamp(MemorySegment a, double bound, MemorySegment out);

  /** {@code out = e^a}. */
  void exp(MemorySegment a, MemorySegment out);

  /** {@code out = e / max(absolute, relative max(|x|, |y|))}. */
  void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, double absolute, double relative, MemorySegment out);

  /** Partial sums of a row of at least 64 elements. */
  Sums sums();

  /** Partial sums of shorter rows. */
  Sums shortSums(int elements);

  /** The index of the first element that is not finite, or -1. */
  long firstNotFinite(MemorySegment a);

  /** The quantile of |a|. */
  double quantileOfAbs(MemorySegment a, double q);

  /** The posterior means under a mixture, whose means are packed here. */
  Posterior posterior(Mixture mixture);
}
