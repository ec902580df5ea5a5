package org.counterflow.solvers.math;

/**
 * The distribution function of the beta distribution, by plain arithmetic and {@code StrictMath}:
 * <pre>I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) / (1 + d_1/(1 + d_2/(1 + ...)))</pre>
 * with {@code d_2m = m (b - m) x/((a + 2m - 1)(a + 2m))} and {@code d_2m+1 = -(a + m)(a + b + m) x/((a + 2m)(a + 2m + 1))}, where the
 * fraction converges fast, and {@code 1 - I_{1-x}(b, a)} elsewhere.
 *
 * @see <a href="https://dlmf.nist.gov/8.17">DLMF 8.17.22</a>
 */
final class IncompleteBeta {
  /** Of Stirling's series, B_2k/(2k (2k - 1)). */
  private static final double[] STIRLING = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
  private static final double TINY = 1e-300;

  private IncompleteBeta() {}

  /** At x in 0 to 1. */
  static double of(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    return x < (a + 1) / (a + b + 2) ? near(x, 1 - x, a, b) : 1 - near(1 - x, x, b, a);
  }

  /** Lentz's way through the fraction. */
  private static double near(double x, double rest, double a, double b) {
    double front = StrictMath.exp(a * StrictMath.log(x) + b * StrictMath.log(rest) - logBeta(a, b)) / a;
    double c = 1, d = guarded(1 - (a + b) * x / (a + 1)), value = 1 / d;
    d = 1 / d;
    for (int m = 1; m <= 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / guarded(1 + even * d);
      c = guarded(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / guarded(1 + odd * d);
      c = guarded(1 + odd / c);
      double factor = d * c;
      value *= factor;
      if (Math.abs(factor - 1) <= 1e-16) break;
    }
    return front * value;
  }

  private static double guarded(double v) {
    return Math.abs(v) < TINY ? TINY : v;
  }

  /** The logarithm of B(a, b). */
  static double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }

  /** By Stirling's series from 12 on, where seven terms are enough, and by the recurrence below. */
  private static double logGamma(double x) {
    double product = 1, z = x;
    for (; z < 12; z++) product *= z;
    double series = 0, square = z * z;
    for (int i = STIRLING.length - 1; i >= 0; i--) series = series / square + STIRLING[i];
    return (z - 0.5) * StrictMath.log(z) - z + HALF_LOG_TWO_PI + series / z - StrictMath.log(product);
  }
}
