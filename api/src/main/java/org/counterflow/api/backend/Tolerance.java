package org.counterflow.api.backend;

/**
 * The unit in which errors of a step are measured: {@code max(absolute, relative * max(|x|, |y|))}, element by element.
 *
 * @param absolute above 0
 * @param relative at least 0
 */
public record Tolerance(double absolute, double relative) {
  /** Checks the ranges. */
  public Tolerance {
    if (!(absolute > 0) || !(relative >= 0))
      throw new IllegalArgumentException("a tolerance needs absolute > 0 and relative >= 0, was " + absolute + " and " + relative);
  }
}
