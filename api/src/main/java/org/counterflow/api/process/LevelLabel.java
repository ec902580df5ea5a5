package org.counterflow.api.process;

import org.counterflow.api.part.Part;

/** See {@link TimeLabel#step} and {@link TimeLabel#unit}. */
record LevelLabel(boolean steps, double scale, TimeLabel.From from) implements TimeLabel {
  LevelLabel {
    part(steps).checked(LabelParts.SCALE, scale);
  }

  /** From data, unscaled. */
  LevelLabel(boolean steps) {
    this(steps, LabelParts.SCALE.byDefault(), LabelParts.FROM.byDefault());
  }

  private static Part<LevelLabel> part(boolean steps) {
    return steps ? LabelParts.STEP : LabelParts.UNIT;
  }

  @Override
  public double of(Point own, NoiseSchedule schedule) {
    double last = steps ? schedule.lastStep() : 1;
    // An index is not divided first: it would come back with other digits.
    double label = steps && schedule.entries() > 0 ? own.time() : last * schedule.unit(own);
    return scale * (from == From.DATA ? label : last - label);
  }

  @Override
  public String toString() {
    return part(steps).text(this);
  }
}
