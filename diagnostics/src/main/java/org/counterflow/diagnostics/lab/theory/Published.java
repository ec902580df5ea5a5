package org.counterflow.diagnostics.lab.theory;

import java.math.BigDecimal;
import org.counterflow.diagnostics.findings.Bar;

/** Bars around figures of independent programs, as they were printed. */
final class Published {
  private static final double SHARE = 0.05;

  private Published() {}

  /**
   * A number that has to be a figure to 5 %, and to half of the figure's last digit.
   *
   * @param figure as printed, which says how many digits it has
   */
  static Bar bar(String name, double value, String figure) {
    var exact = new BigDecimal(figure);
    double expected = exact.doubleValue(), by = SHARE * Math.abs(expected) + 0.5 * exact.ulp().doubleValue();
    return new Bar(name, value, expected - by, expected + by);
  }
}
