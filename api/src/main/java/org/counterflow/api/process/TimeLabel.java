package org.counterflow.api.process;

/**
 * What a network takes as its time input, from the point of its own process. {@code toString()} is the catalogue text.
 */
public interface TimeLabel {
  /** The index in the schedule's table, fractions allowed: {@code step}. */
  TimeLabel STEP = new NamedLabel("step", Point::time);

  /** The schedule's time, in 0 to 1 for the continuous schedules: {@code unit}. */
  TimeLabel UNIT = new NamedLabel("unit", Point::time);

  /** The noise level {@code sigma / alpha}: {@code sigma}. */
  TimeLabel SIGMA = new NamedLabel("sigma", Point::ratio);

  /**
   * {@code a + b ln(sigma / alpha)}: {@code log-sigma}. EDM's c-noise is a = 0, b = 1/4.
   *
   * @param a offset
   * @param b factor, not 0
   */
  static TimeLabel logSigma(double a, double b) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || b == 0)
      throw new IllegalArgumentException("log-sigma needs finite a and b with b not 0, was a=" + a + ", b=" + b);
    return new NamedLabel("log-sigma:a=" + a + ",b=" + b, p -> a + b * StrictMath.log(p.ratio()));
  }

  /** The label at a point of the network's own process. */
  double of(Point own);
}
