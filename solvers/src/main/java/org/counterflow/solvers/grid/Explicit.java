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
 * {@code vp} and {@code rectified-flow}. By sigma/alpha, by noise level or by lambda they are the same on every schedule.
 *
 * <p>Elsewhere: the arguments {@code timesteps} and {@code sigmas} of {@code set_timesteps} (diffusers), whose sigmas are sigma/alpha but
 * in its flow schedulers, where they are levels.
 *
 * @param times from noise to data, one more than there are steps
 * @param by what the numbers are; {@code time} by default
 */
public record Explicit(List<Double> times, By by) implements TimeGrid {
  /** What the numbers of a list are. */
  public enum By {
    /** Times of the schedule. */
    TIME,
    /** {@code sigma/alpha}, 0 for clean data. */
    RATIO,
    /** {@code sigma/(alpha + sigma)}, 0 for clean data, 1 where alpha is 0. */
    LEVEL,
    /** {@code log(alpha/sigma)}, {@code inf} for clean data. */
    LAMBDA
  }

  private static final Parameter<List<Double>> TIMES = Parameter.numbers("times",
      "from noise to data, with / between them, one more than there are steps");
  private static final Parameter<By> BY = Parameter.choice("by", By.TIME,
      "what the numbers are: times of the schedule, sigma/alpha, noise levels sigma/(alpha + sigma), or lambda");

  /** How it is named and made. */
  public static final Part<Explicit> PART = Part.of(Explicit.class, "explicit", "given places", "")
      .with(TIMES, Explicit::times).with(BY, Explicit::by).made(a -> new Explicit(a.get(TIMES), a.get(BY)));

  /** Copies the list. */
  public Explicit {
    times = List.copyOf(times);
    if (times.size() < 2) throw new IllegalArgumentException("explicit needs at least 2 times, was given " + times.size());
  }

  /** Of these times. */
  public Explicit(List<Double> times) {
    this(times, BY.byDefault());
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

  /** Whether the last place is clean data. */
  boolean isClean(NoiseSchedule schedule) {
    return place(schedule, times.getLast()).sigma() == 0;
  }

  private Point place(NoiseSchedule schedule, double value) {
    return switch (by) {
      case TIME -> atTime(schedule, value);
      case RATIO -> Measure.RATIO.at(this, schedule, value);
      case LEVEL -> Measure.LEVEL.at(this, schedule, value);
      case LAMBDA -> value == Double.POSITIVE_INFINITY ? schedule.clean() : Nodes.inTable(this, schedule, schedule.atLambda(value));
    };
  }

  /** A table has places at its entries, between them and at clean data; a formula goes on beyond its ends. */
  private Point atTime(NoiseSchedule schedule, double time) {
    if (schedule.entries() > 0 && time > schedule.latest().time())
      throw new IllegalArgumentException(this + " leaves the table of " + schedule + ": time " + time + " is beyond its last entry, "
          + schedule.latest().time());
    Point p = schedule.at(time);
    return p.sigma() > 0 ? Nodes.inTable(this, schedule, p) : p;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
