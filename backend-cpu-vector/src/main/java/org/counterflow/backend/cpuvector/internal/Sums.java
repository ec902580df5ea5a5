package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;

/**
 * The 64 partial sums of a row, element i going to sum {@code i mod 64} in ascending order. Either of one row, range after range, or of
 * several rows of fewer than 64 elements at once, as many as a block holds.
 */
interface Sums {
  /** Partial sums of a row; elements of a range, but for the last of a row, are a multiple of it. */
  int LANES = 64;

  /** Adds {@code x_i y_i}, by fma; the ranges may be the same. */
  void addProducts(MemorySegment x, MemorySegment y);

  /** Adds {@code x_i}. */
  void addValues(MemorySegment x);

  /** The sums of a row folded in halves; they are +0 afterwards. */
  double fold(int row);
}
