package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;

/**
 * Beta linear in time from 0 to 1, {@code beta(t) = betaMin + (betaMax - betaMin) t}, and alpha by it:
 * {@code log alpha = -(betaMax - betaMin) t^2 / 4 - betaMin t / 2}.
 *
 * @param betaMin beta at time 0
 * @param betaMax beta at time 1
 */
record LinearBeta(double betaMin, double betaMax) {
  static final Parameter<Double> MIN = Parameter.number("beta-min", 0.1, 0, 1e6, "beta at time 0").above();
  static final Parameter<Double> MAX = Parameter.number("beta-max", 20, 0, 1e6, "beta at time 1, at least beta-min").above();
  /** The time nearest to data at which networks are trained. */
  static final double EARLIEST = 1e-3;

  /** Checks the ranges for a part with both parameters. */
  static void check(Part<?> part, double betaMin, double betaMax) {
    part.checked(MIN, betaMin);
    part.checked(MAX, betaMax);
    if (betaMax < betaMin)
      throw new IllegalArgumentException(part.id() + ": beta-max must be at least beta-min (" + betaMin + "), was " + betaMax);
  }

  double logAlpha(double time) {
    return -(0.25 * (betaMax - betaMin) * time + 0.5 * betaMin) * time;
  }

  /** The derivative of log alpha. */
  double slope(double time) {
    return -0.5 * (betaMin + (betaMax - betaMin) * time);
  }

  /** The time of -log alpha: a root, in the form that keeps the digits of small times. */
  double time(double minusLogAlpha) {
    double a = 0.25 * (betaMax - betaMin), b = 0.5 * betaMin;
    return 2 * minusLogAlpha / (b + StrictMath.sqrt(b * b + 4 * a * minusLogAlpha));
  }
}
