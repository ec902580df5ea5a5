package org.counterflow.api.process;

/** See {@link TimeLabel#logSigma}. */
record LogRatioLabel(double a, double b) implements TimeLabel {
  LogRatioLabel {
    if (!Double.isFinite(a) || !Double.isFinite(b) || b == 0)
      throw new IllegalArgumentException("log-sigma needs finite a and b with b not 0, was a=" + a + ", b=" + b);
  }

  @Override
  public double of(Point own, NoiseSchedule schedule) {
    return a + b * StrictMath.log(own.ratio());
  }

  @Override
  public String toString() {
    return "log-sigma:a=" + a + ",b=" + b;
  }
}
