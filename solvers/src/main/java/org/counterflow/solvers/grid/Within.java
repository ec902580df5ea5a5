package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * A grid on a piece of the process: the inner grid takes the piece's ends for those of the schedule.
 *
 * <p>Of a table, with lambda-min alone, the entries whose lambda is not below it remain, a table of fewer entries. To start from a partly
 * noised picture see {@link Truncate}.
 *
 * <p>Elsewhere: {@code lambda_min_clipped} (diffusers), {@code t_start} and {@code t_end} (official code of DPM-Solver and UniPC).
 *
 * @param inner the grid
 * @param from time of the latest point; infinity, the schedule's own, by default
 * @param to time of the earliest point; negative infinity, the schedule's own, by default
 * @param lambdaMin lambda of the latest point is at least this; negative infinity by default
 */
public record Within(TimeGrid inner, double from, double to, double lambdaMin) implements TimeGrid {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> FROM = Parameter.number("from", INFINITY, -INFINITY, INFINITY,
      "time of the latest point; inf is the schedule's own");
  private static final Parameter<Double> TO = Parameter.number("to", -INFINITY, -INFINITY, INFINITY,
      "time of the earliest point; -inf is the schedule's own");
  private static final Parameter<Double> LAMBDA_MIN = Parameter.number("lambda-min", -INFINITY, -INFINITY, INFINITY,
      "lambda of the latest point is at least this (diffusers: lambda_min_clipped)");

  /** How it is named and made. */
  public static final Part<Within> PART = Part.of(Within.class, "within", "a grid on a piece of the process", "")
      .around(Within::inner).with(FROM, Within::from).with(TO, Within::to).with(LAMBDA_MIN, Within::lambdaMin)
      .made(a -> new Within(a.inner(0, TimeGrid.class), a.get(FROM), a.get(TO), a.get(LAMBDA_MIN)));

  /** Checks the order. */
  public Within {
    if (!(to < from) || Double.isNaN(lambdaMin) || lambdaMin == INFINITY)
      throw new IllegalArgumentException("within needs to below from (times fall from noise to data), was from=" + from + ", to=" + to);
  }

  /** That part of a process. */
  NoiseSchedule piece(NoiseSchedule schedule) {
    Point earliest = Double.isInfinite(to) ? schedule.earliest() : Nodes.inTable(this, schedule, schedule.at(to));
    Point latest = Double.isInfinite(from) ? schedule.latest() : schedule.at(from);
    if (latest.lambda() < lambdaMin) {
      latest = schedule.atLambda(lambdaMin);
      if (schedule.entries() > 0) latest = schedule.at(Math.floor(latest.time() + 1e-9));
    }
    if (schedule.entries() > 0 && latest.time() > schedule.latest().time())
      throw new IllegalArgumentException(this + " leaves the table of " + schedule + ": time " + latest.time() + " is beyond its last entry, "
          + schedule.latest().time());
    return new Piece(schedule, earliest, latest);
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return Nodes.ordered(this, schedule, inner.on(piece(schedule), steps));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
