package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/** Checks that grids share. */
final class Nodes {
  private Nodes() {}

  static void requireSteps(int steps) {
    if (steps < 1)
      throw new IllegalArgumentException("steps must be at least 1, was " + steps
          + " (steps counts updates; diffusers' num_inference_steps means the same)");
  }

  /** That a table has a place for each of so many nodes. */
  static void requireEntries(TimeGrid grid, NoiseSchedule schedule, int nodes) {
    if (schedule.entries() > 0 && nodes > schedule.entries())
      throw new IllegalArgumentException(grid + " needs " + nodes + " different entries of " + schedule + ", which has "
          + schedule.entries() + "; take fewer steps, or a grid between entries such as log-snr");
  }

  /** The nodes, if each is a place at all, and nearer to data than the one before it. */
  static List<Point> ordered(TimeGrid grid, NoiseSchedule schedule, List<Point> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      Point p = nodes.get(i);
      if (!(p.alpha() >= 0 && p.sigma() >= 0 && p.alpha() + p.sigma() > 0 && Double.isFinite(p.alpha() + p.sigma())))
        throw new IllegalArgumentException("node " + i + " of " + grid + " is no place of " + schedule + ": at time " + p.time()
            + " alpha would be " + p.alpha() + " and sigma " + p.sigma() + " (times run from " + schedule.latest().time() + " to "
            + schedule.clean().time() + ", clean data)");
    }
    for (int i = 1; i < nodes.size(); i++) {
      Point p = nodes.get(i - 1), q = nodes.get(i);
      if (!(p.lambda() < q.lambda()))
        throw new IllegalArgumentException("node " + i + " of " + grid + " on " + schedule + " (" + q
            + ") is not nearer to data than node " + (i - 1) + " (" + p + ")");
    }
    return List.copyOf(nodes);
  }

  /** The schedule's latest point, N - 1 others by their number, and clean data. */
  static List<Point> fromLatest(TimeGrid grid, NoiseSchedule schedule, int steps, IntFunction<Point> others) {
    requireSteps(steps);
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(schedule.latest());
    for (int i = 1; i < steps; i++) nodes.add(others.apply(i));
    nodes.add(schedule.clean());
    return ordered(grid, schedule, nodes);
  }

  /** So many nodes of a grid, clean data not among them. */
  static List<Point> places(TimeGrid inner, NoiseSchedule schedule, int count) {
    int steps = endsClean(inner, schedule, count) ? count : Math.max(1, count - 1);
    return inner.on(schedule, steps).subList(0, count);
  }

  /**
   * Whether a grid ends at clean data. Grids around others pass the question on: if each asked for nodes to see it, grids in each other would
   * cost 2 to the power of their number.
   */
  private static boolean endsClean(TimeGrid grid, NoiseSchedule schedule, int count) {
    return switch (grid) {
      case Final g -> g.isClean(schedule);
      case Spaced g -> endsClean(g.inner(), inside(schedule), count);
      case Within g -> endsClean(g.inner(), g.piece(schedule), count);
      case Shift g -> endsClean(g.inner(), schedule, count);
      case Stretch g -> endsClean(g.inner(), schedule, count);
      // A list has one number of nodes, whatever is asked for.
      case Explicit g -> g.isClean(schedule);
      case Truncate g -> endsClean(g.inner(), schedule, g.whole(count));
      default -> grid.on(schedule, Math.max(1, count - 1)).getLast().sigma() == 0;
    };
  }

  /** The process without an end of infinite lambda, as it is between the ends of another grid. */
  private static NoiseSchedule inside(NoiseSchedule schedule) {
    Point latest = schedule.latest(), earliest = schedule.earliest();
    return latest.inside() ? schedule : new Piece(schedule, earliest, schedule.atLambda(earliest.lambda() - 10));
  }

  /** That a place given by a user lies in a table; processes in continuous time go on beyond their ends. */
  static Point inTable(TimeGrid grid, NoiseSchedule schedule, Point p) {
    if (schedule.entries() > 0 && (p.time() < schedule.earliest().time() - 1e-9 || p.time() > schedule.latest().time() + 1e-9))
      throw new IllegalArgumentException(String.format(Locale.ROOT,
          "%s leaves the table of %s: sigma/alpha %.6g (lambda %.6g) is not between %.6g and %.6g, its ends",
          grid, schedule, p.ratio(), p.lambda(), schedule.earliest().ratio(), schedule.latest().ratio()));
    return p;
  }

  /** That lambda is finite at an end of the schedule which a grid takes for its own. */
  static Point inside(TimeGrid grid, NoiseSchedule schedule, Point end, String parameter) {
    if (!end.inside())
      throw new IllegalArgumentException(grid + " needs a finite lambda at both ends, but " + schedule + " has (alpha, sigma) = ("
          + end.alpha() + ", " + end.sigma() + ") at time " + end.time() + "; give " + parameter);
    return end;
  }
}
