package org.counterflow.api.backend;

import java.util.List;

/**
 * A linear combination as a backend gets it: {@code v = c_0 in_0; v = fma(c_k, in_k, v)}, in this order, row by row.
 * Coefficients that are exactly 0 are dropped, row by row; an empty sum is +0.
 *
 * @param list the terms in order
 * @param seeds one a row, for the noise terms; empty if there are none
 */
public record Terms(List<Term> list, long[] seeds) {
  /** Copies the list. */
  public Terms {
    list = List.copyOf(list);
  }
}
