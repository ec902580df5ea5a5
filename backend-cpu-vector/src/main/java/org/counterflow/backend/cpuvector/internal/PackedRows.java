package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;

/**
 * A linear combination over rows too short for a loop each: many rows are one vector, with coefficients written out one an element.
 *
 * <p>The sum starts from -0, for which {@code fma(c, x, -0)} equals {@code c x} in every bit; where a coefficient is 0 the sum keeps its
 * value; a row without any term becomes +0. So the bits are those of the chain without its zero terms. Used by one thread, for one
 * block of rows after the other.
 */
interface PackedRows {
  /** Rows of a block at most. */
  int most();

  /** Starts with rows {@code from} to {@code from + count - 1}. */
  void begin(long from, int count);

  /**
   * The next term, of stored values.
   *
   * @param c one coefficient, or one a row of the whole batch
   * @param in all rows, or one that counts for every row
   */
  void add(double[] c, MemorySegment in, boolean oneRow);

  /** The next term, a constant 1. */
  void addOnes(double[] c);

  /** The next term, a noise. */
  void addNoise(double[] c, long[] seeds, long stream, MemorySegment noise);

  /** Writes the block. */
  void end();
}
