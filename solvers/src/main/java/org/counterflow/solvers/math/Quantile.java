package org.counterflow.solvers.math;

import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Inverse distribution functions.
 *
 * <p>The special functions behind them are a library's, which may differ in the last bits from one machine to another; results are rounded
 * to 44 significant bits, so that grids made of them do not.
 */
public final class Quantile {
  private static final double KEPT = 0x1p9 + 1;

  private Quantile() {}

  /**
   * Of the beta distribution.
   *
   * @param p in 0 to 1
   * @param a above 0
   * @param b above 0
   */
  public static double beta(double p, double a, double b) {
    if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("a probability must be in 0 to 1, was " + p);
    if (p == 0 || p == 1) return p;
    // Near 1 the distance from it keeps the digits.
    return p <= RegularizedBeta.value(0.5, a, b) ? rounded(lower(p, a, b)) : 1 - rounded(lower(1 - p, b, a));
  }

  /** A quantile below one half: bisection in the logarithm, then Newton's steps in it where they stay inside. */
  private static double lower(double p, double a, double b) {
    double low = Double.MIN_NORMAL, high = 0.5, x = 0.25;
    for (int i = 0; i < 200; i++) {
      double f = RegularizedBeta.value(x, a, b) - p;
      if (f > 0) high = x;
      else low = x;
      double density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - LogBeta.value(a, b));
      double next = x * Math.exp(-f / (x * density));
      if (!(next > low && next < high)) next = Math.sqrt(low * high);
      if (Math.abs(next - x) <= 1e-16 * x || i > 4 && high - low <= 1e-15 * high) return next;
      x = next;
    }
    return x;
  }

  /**
   * Of the standard normal distribution.
   *
   * @param p in 0 to 1; infinite at the ends
   */
  public static double normal(double p) {
    if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("a probability must be in 0 to 1, was " + p);
    return p == 0.5 ? 0 : rounded(-Math.sqrt(2) * InverseErfc.value(2 * p));
  }

  /** Veltkamp's splitting: the high bits. */
  private static double rounded(double x) {
    double t = KEPT * x;
    return Double.isFinite(t) ? t - (t - x) : x;
  }
}
