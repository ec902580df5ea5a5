package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/** By what number a grid names places, whatever the process. */
public enum Measure {
  /** {@code sigma/alpha}: the sigma of a variance-exploding process; infinite where alpha is 0. */
  RATIO,
  /** {@code sigma/(alpha + sigma)}: the time of the straight path, from 0 at clean data to 1 where alpha is 0. */
  LEVEL;

  /** Spaces the places between two values: the logarithm of the value a fraction of the way from the first to the last. */
  @FunctionalInterface
  interface Curve {
    DoubleUnaryOperator logBetween(double first, double last);
  }

  static Parameter<Measure> parameter() {
    return Parameter.choice("of", RATIO, "what is spaced: sigma/alpha, or the noise level sigma/(alpha + sigma) of flows");
  }

  static Parameter<Double> from() {
    return Parameter.number("from", Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY,
        "the first node's (sigma/alpha, unless of says otherwise); inf is the schedule's latest point");
  }

  static Parameter<Double> to() {
    return Parameter.number("to", 0, 0, Double.POSITIVE_INFINITY,
        "the last node's before clean data; 0 is the schedule's earliest point");
  }

  double of(Point p) {
    return this == RATIO ? p.ratio() : p.sigma() / (p.alpha() + p.sigma());
  }

  /** The place where it has a value; the schedule's own ends for those of clean data and of nothing but noise. */
  Point at(TimeGrid grid, NoiseSchedule schedule, double value) {
    if (value == 0) return schedule.clean();
    if ((this == RATIO ? value == Double.POSITIVE_INFINITY : value == 1) && schedule.latest().alpha() == 0) return schedule.latest();
    if (!(value > 0 && value < (this == RATIO ? Double.POSITIVE_INFINITY : 1)))
      throw new IllegalArgumentException(grid + " asks for a place of " + schedule + " where " + (this == RATIO ? "sigma/alpha" : "the noise level")
          + " is " + value + ", and it has none");
    return Nodes.inTable(grid, schedule, schedule.atLambda(lambda(StrictMath.log(value))));
  }

  private double lambda(double log) {
    return this == RATIO ? -log : StrictMath.log(-StrictMath.expm1(log)) - log;
  }

  /** N nodes along a curve between the schedule's ends or those given, as {@link #from} and {@link #to} say, then clean data. */
  List<Point> along(TimeGrid grid, NoiseSchedule schedule, int steps, double from, double to, Curve curve) {
    Nodes.requireSteps(steps);
    Point first = Double.isInfinite(from) ? schedule.latest() : at(grid, schedule, from);
    Point last = to == 0 ? schedule.earliest() : at(grid, schedule, to);
    if (this == RATIO) {
      Nodes.inside(grid, schedule, first, "from");
      Nodes.inside(grid, schedule, last, "to");
    }
    DoubleUnaryOperator log = curve.logBetween(of(first), of(last));
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(first);
    for (int i = 1; i < steps - 1; i++) nodes.add(schedule.atLambda(lambda(log.applyAsDouble((double) i / (steps - 1)))));
    if (steps > 1) nodes.add(last);
    nodes.add(schedule.clean());
    return Nodes.ordered(grid, schedule, nodes);
  }

  /** That the ends are in order. */
  static void check(String id, double from, double to) {
    if (!(to >= 0 && from > to))
      throw new IllegalArgumentException(id + " needs from above to, and to at least 0, was from=" + from + ", to=" + to);
  }
}
