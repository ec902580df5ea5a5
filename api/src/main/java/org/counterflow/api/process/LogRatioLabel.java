package org.counterflow.api.process;

/** See {@link TimeLabel#logSigma}. */
record LogRatioLabel(double a, double b) implements TimeLabel {
  LogRatioLabel {
    LabelParts.LOG_SIGMA.checked(LabelParts.A, a);
    LabelParts.LOG_SIGMA.checked(LabelParts.B, b);
    if (b == 0) throw new IllegalArgumentException("log-sigma: b must not be 0");
  }

  @Override
  public double of(Point own, NoiseSchedule schedule) {
    return a + b * StrictMath.log(own.ratio());
  }

  @Override
  public String toString() {
    return LabelParts.LOG_SIGMA.text(this);
  }
}
