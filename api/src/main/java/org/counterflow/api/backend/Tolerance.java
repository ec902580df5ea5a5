package org.counterflow.api.backend;

/**
 * The unit in which errors of a step are measured: {@code max(absolute, relative * max(|x|, |y|))}, element by element.
 *
 * @param absolute at least 2^-126, the least that single precision can divide by
 * @param relative at least 0
 */
public record Tolerance(double absolute, double relative) {
  /** Checks the ranges. */
  public Tolerance {
    if (!(absolute >= Float.MIN_NORMAL) || !(relative >= 0))
      throw new IllegalArgumentException(
          "a tolerance needs absolute >= " + Float.MIN_NORMAL + " and relative >= 0, was " + absolute + " and " + relative);
  }
}
