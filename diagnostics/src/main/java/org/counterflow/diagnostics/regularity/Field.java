package org.counterflow.diagnostics.regularity;

/** A map from vectors to vectors of the same length that can be evaluated and nothing else. */
public interface Field {
  /** Elements of a vector. */
  int elements();

  /**
   * Values at several vectors at once.
   *
   * @param states [rows, elements], row-major
   * @return [rows, elements]
   */
  double[] at(double[] states);

  /** Whether states are rounded to single precision before anything else: steps are then divided by what is left of them. */
  default boolean isSingle() {
    return false;
  }

  /** A state as {@link #at} sees it. */
  default double rounded(double x) {
    return isSingle() ? (float) x : x;
  }
}
