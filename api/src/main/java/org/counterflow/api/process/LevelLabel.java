package org.counterflow.api.process;

import java.util.Locale;

/** See {@link TimeLabel#step} and {@link TimeLabel#unit}. */
record LevelLabel(boolean steps, double scale, TimeLabel.From from) implements TimeLabel {
  LevelLabel {
    if (!(scale > 0) || Double.isInfinite(scale)) throw new IllegalArgumentException("scale must be above 0 and finite, was " + scale);
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
    String text = steps ? "step" : "unit";
    if (scale != 1) text += ":scale=" + scale;
    return from == From.DATA ? text : text + (scale == 1 ? ":" : ",") + "from=" + from.name().toLowerCase(Locale.ROOT);
  }
}
