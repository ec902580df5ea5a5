package org.counterflow.diagnostics.convergence;

import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * The least-squares line through (log n, log error).
 *
 * @param slope its fall, the order that is seen
 * @param low of the 95 % confidence interval of the slope, by Student's law; NaN with two rows
 * @param high of that interval
 * @param constant the error at n = 1 on the line
 */
public record OrderFit(double slope, double low, double high, double constant) {
  /**
   * Fits it.
   *
   * @param numbers at least two, each above 0
   * @param errors as many, each above 0
   * @throws IllegalArgumentException if there are fewer
   */
  public static OrderFit of(double[] numbers, double[] errors) {
    if (numbers.length < 2 || errors.length != numbers.length)
      throw new IllegalArgumentException("a slope needs two errors and more, each with its number; there are " + errors.length + " errors at "
          + numbers.length + " numbers");
    var line = new SimpleRegression();
    for (int i = 0; i < numbers.length; i++) line.addData(Math.log(numbers[i]), Math.log(errors[i]));
    double slope = -line.getSlope(), half = numbers.length > 2 ? line.getSlopeConfidenceInterval(0.05) : Double.NaN;
    return new OrderFit(slope, slope - half, slope + half, Math.exp(line.getIntercept()));
  }

  /** The number at which the line reaches an error. */
  public double numberFor(double error) {
    return Math.pow(constant / error, 1 / slope);
  }
}
