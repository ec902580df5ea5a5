package org.counterflow.solvers.math;

/**
 * Inverse distribution functions, equal to the bit on every machine: by plain arithmetic, square roots and {@code StrictMath} alone. A
 * library's special functions use the machine's own exponential and logarithm.
 */
public final class Quantile {
  private static final double[] MIDDLE = {3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3, 1, 4.2313330701600911252e1,
      6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
      5.2264952788528545610e3};
  private static final double[] SIDE = {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4, 1, 2.05319162663775882187,
      1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9};
  private static final double[] TAIL = {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7, 1, 5.99832206555887937690e-1,
      1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15};

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
    return p <= IncompleteBeta.of(0.5, a, b) ? lower(p, a, b) : 1 - lower(1 - p, b, a);
  }

  /** A quantile below one half: bisection in the logarithm, then Newton's steps in it where they stay inside. */
  private static double lower(double p, double a, double b) {
    double low = Double.MIN_NORMAL, high = 0.5, x = 0.25, logBeta = IncompleteBeta.logBeta(a, b);
    for (int i = 0; i < 200; i++) {
      double f = IncompleteBeta.of(x, a, b) - p;
      if (f > 0) high = x;
      else low = x;
      double density = StrictMath.exp((a - 1) * StrictMath.log(x) + (b - 1) * StrictMath.log1p(-x) - logBeta);
      double next = x * StrictMath.exp(-f / (x * density));
      if (!(next > low && next < high)) next = Math.sqrt(low * high);
      if (Math.abs(next - x) <= 1e-16 * x || i > 4 && high - low <= 1e-15 * high) return next;
      x = next;
    }
    return x;
  }

  /**
   * Of the standard normal distribution: quotients of two polynomials of degree 7 on three ranges, sixteen digits.
   *
   * @param p in 0 to 1; infinite at the ends
   * @see <a href="https://doi.org/10.2307/2347330">Wichura 1988</a>, algorithm AS 241
   */
  public static double normal(double p) {
    if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("a probability must be in 0 to 1, was " + p);
    if (p == 0 || p == 1) return p == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) return q * quotient(0.180625 - q * q, MIDDLE);
    double r = Math.sqrt(-StrictMath.log(Math.min(p, 1 - p)));
    return Math.copySign(r <= 5 ? quotient(r - 1.6, SIDE) : quotient(r - 5, TAIL), q);
  }

  /** Of two polynomials, the first eight coefficients and the next eight, each from the constant up. */
  private static double quotient(double x, double[] c) {
    double above = c[7], below = c[15];
    for (int i = 6; i >= 0; i--) {
      above = above * x + c[i];
      below = below * x + c[8 + i];
    }
    return above / below;
  }
}
