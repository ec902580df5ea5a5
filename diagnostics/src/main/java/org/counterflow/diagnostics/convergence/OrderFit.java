package org.counterflow.diagnostics.convergence;

import java.util.List;
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
   * @param rows at least two
   * @throws IllegalArgumentException if there are fewer
   */
  static OrderFit of(List<Rates.Row> rows) {
    if (rows.size() < 2) throw new IllegalArgumentException("a slope needs two errors, there are " + rows.size());
    var line = new SimpleRegression();
    for (Rates.Row r : rows) line.addData(Math.log(r.n()), Math.log(r.value()));
    double slope = -line.getSlope(), half = rows.size() > 2 ? line.getSlopeConfidenceInterval(0.05) : Double.NaN;
    return new OrderFit(slope, slope - half, slope + half, Math.exp(line.getIntercept()));
  }

  /** The number at which the line reaches an error. */
  public double numberFor(double error) {
    return Math.pow(constant / error, 1 / slope);
  }
}
