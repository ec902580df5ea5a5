package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Noise levels along an arc tangent, steep at a pivot, from the schedule's latest point to clean data.
 *
 * <p>With {@code g(u) = arctan(slope (pivot - u))}, for i = 0 .. N and the latest level s_0:
 * <pre>s_i = s_0 (g(i/N) - g(1)) / (g(0) - g(1))</pre>
 *
 * <p>Elsewhere: {@code tan_scheduler} (RES4LYF), whose slope is one of a step: slope/N.
 *
 * @param slope above 0; 8 by default; the larger, the fewer nodes about the pivot
 * @param pivot in 0 to 1; 0.6 by default
 */
public record Tangent(double slope, double pivot) implements TimeGrid {
  private static final Parameter<Double> SLOPE = Parameter.number("slope", 8, 0, 1000, "the larger, the fewer nodes about the pivot").above();
  private static final Parameter<Double> PIVOT = Parameter.number("pivot", 0.6, 0, 1, "where the levels fall fastest, as a part of the run");

  /** How it is named and made. */
  public static final Part<Tangent> PART = Part
      .of(Tangent.class, "tangent", "noise levels along an arc tangent, to clean data", "").with(SLOPE, Tangent::slope)
      .with(PIVOT, Tangent::pivot).made(a -> new Tangent(a.get(SLOPE), a.get(PIVOT)));

  /** Checks the ranges. */
  public Tangent {
    PART.checked(SLOPE, slope);
    PART.checked(PIVOT, pivot);
  }

  /** A slope of 8 about 0.6 of the run. */
  public Tangent() {
    this(SLOPE.byDefault(), PIVOT.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    double first = Measure.LEVEL.of(schedule.latest());
    return Nodes.fromLatest(this, schedule, steps,
        i -> Measure.LEVEL.at(this, schedule, first * level(i, steps, slope / steps, pivot * steps)));
  }

  /** At x of n steps, from 1 at 0 to 0 at n. */
  static double level(double x, double n, double slope, double pivot) {
    double first = StrictMath.atan(slope * pivot), last = StrictMath.atan(slope * (pivot - n));
    return (StrictMath.atan(slope * (pivot - x)) - last) / (first - last);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
