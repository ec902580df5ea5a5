package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;

/** Posterior means under one mixture. */
interface Posterior {
  /**
   * {@code out = E[x_0 | alpha x_0 + sigma z = x]}, row by row.
   *
   * @param c what follows from alpha and sigma
   * @param x [rows, dimensions], or one row that counts for every row
   * @param out [rows, dimensions]; may be x
   */
  void run(PosteriorCoefficients c, MemorySegment x, boolean oneRow, MemorySegment out, long rows, Workers workers);
}
