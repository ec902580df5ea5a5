package org.counterflow.api.process;

/** See {@link TimeLabel#sigma}. */
record RatioLabel(double scale) implements TimeLabel {
  RatioLabel {
    if (!(scale > 0) || Double.isInfinite(scale)) throw new IllegalArgumentException("scale must be above 0 and finite, was " + scale);
  }

  @Override
  public double of(Point own, NoiseSchedule schedule) {
    return scale * own.ratio();
  }

  @Override
  public String toString() {
    return scale == 1 ? "sigma" : "sigma:scale=" + scale;
  }
}
