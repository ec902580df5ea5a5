package org.counterflow.solvers.grid;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * The places of given times, in the schedule's own time: entries of a table (-1 is clean data), sigma of {@code edm}, 1 to 0 of
 * {@code vp} and {@code rectified-flow}.
 *
 * @param times from noise to data, one more than there are steps
 */
public record Explicit(List<Double> times) implements TimeGrid {
  private static final Parameter<List<Double>> TIMES = Parameter.numbers("times",
      "in the schedule's time from noise to data, with / between them, one more than there are steps");

  /** How it is named and made. */
  public static final Part<Explicit> PART = Part.of(Explicit.class, "explicit", "given times", "")
      .with(TIMES, Explicit::times).made(a -> new Explicit(a.get(TIMES)));

  /** Copies the list. */
  public Explicit {
    times = List.copyOf(times);
    if (times.size() < 2) throw new IllegalArgumentException("explicit needs at least 2 times, was given " + times.size());
  }

  /** Of these times. */
  public static Explicit of(double... times) {
    return new Explicit(Arrays.stream(times).boxed().toList());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    if (steps != times.size() - 1)
      throw new IllegalArgumentException(this + " has " + (times.size() - 1) + " steps, was asked for " + steps);
    return Nodes.ordered(this, schedule, times.stream().map(t -> place(schedule, t)).toList());
  }

  /** A table has places at its entries, between them and at clean data; a formula goes on beyond its ends. */
  private Point place(NoiseSchedule schedule, double time) {
    if (schedule.entries() > 0 && time > schedule.latest().time())
      throw new IllegalArgumentException(this + " leaves the table of " + schedule + ": time " + time + " is beyond its last entry, "
          + schedule.latest().time());
    return schedule.at(time);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
