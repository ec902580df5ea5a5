package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Noise levels along two arc tangents that meet, from the schedule's latest point to clean data: few steps where the picture has been
 * composed.
 *
 * <p>With n = N + 2 and m = floor(pivot n), both curves are steep at number m and have the slope {@code 40 slope / n} of a step. The first m
 * numbers, without the last, fall from 1 to middle, the others from there to 0; levels are times that of the latest point.
 *
 * <p>Elsewhere: {@code bong_tangent} (RES4LYF, ComfyUI), with both pivots and both slopes equal.
 *
 * @param middle the level where the curves meet, above 0 and below 1; 0.5 by default
 * @param pivot where, as a part of the run, above 0 and below 1; 0.6 by default
 * @param slope of a step in a run of 40, above 0; 0.2 by default
 */
public record BongTangent(double middle, double pivot, double slope) implements TimeGrid {
  private static final Parameter<Double> MIDDLE = Parameter.number("middle", 0.5, 0, 1, "the noise level where the curves meet").above().below();
  private static final Parameter<Double> PIVOT = Parameter.number("pivot", 0.6, 0, 1, "where they meet, as a part of the run").above().below();
  private static final Parameter<Double> SLOPE = Parameter.number("slope", 0.2, 0, 100, "of a step in a run of 40").above();

  /** How it is named and made. */
  public static final Part<BongTangent> PART = Part
      .of(BongTangent.class, "bong-tangent", "noise levels along two arc tangents, to clean data", "").with(MIDDLE, BongTangent::middle)
      .with(PIVOT, BongTangent::pivot).with(SLOPE, BongTangent::slope)
      .made(a -> new BongTangent(a.get(MIDDLE), a.get(PIVOT), a.get(SLOPE)));

  /** Checks the ranges. */
  public BongTangent {
    PART.checked(MIDDLE, middle);
    PART.checked(PIVOT, pivot);
    PART.checked(SLOPE, slope);
  }

  /** RES4LYF's own. */
  public BongTangent() {
    this(MIDDLE.byDefault(), PIVOT.byDefault(), SLOPE.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    int n = steps + 2, first = (int) (n * pivot), second = n - first;
    double slopeHere = slope / (n / 40.0), top = Measure.LEVEL.of(schedule.latest());
    return Nodes.fromLatest(this, schedule, steps, i -> {
      double level = i < first - 1
          ? middle + (1 - middle) * Tangent.level(i, first - 1, slopeHere, first)
          : middle * Tangent.level(i - first + 1, second - 1, slopeHere, 0);
      return Measure.LEVEL.at(this, schedule, top * level);
    });
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
