package org.counterflow.api.process;

/** See {@link TimeLabel#sigma}. */
record RatioLabel(double scale) implements TimeLabel {
  RatioLabel {
    LabelParts.SIGMA.checked(LabelParts.SCALE, scale);
  }

  RatioLabel() {
    this(LabelParts.SCALE.byDefault());
  }

  @Override
  public double of(Point own, NoiseSchedule schedule) {
    return scale * own.ratio();
  }

  @Override
  public String toString() {
    return LabelParts.SIGMA.text(this);
  }
}
