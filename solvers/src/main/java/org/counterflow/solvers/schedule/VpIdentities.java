package org.counterflow.solvers.schedule;

/** What holds wherever {@code alpha^2 + sigma^2 = 1}. */
final class VpIdentities {
  private VpIdentities() {}

  /** {@code log alpha} at a lambda: {@code -log(1 + exp(-2 lambda)) / 2}, without overflow. */
  static double logAlpha(double lambda) {
    double a = 2 * lambda;
    return -0.5 * (Math.max(0, -a) + StrictMath.log1p(StrictMath.exp(-Math.abs(a))));
  }

  /** sigma at a {@code log alpha}, without cancellation near clean data. */
  static double sigma(double logAlpha) {
    return StrictMath.sqrt(-StrictMath.expm1(2 * logAlpha));
  }
}
