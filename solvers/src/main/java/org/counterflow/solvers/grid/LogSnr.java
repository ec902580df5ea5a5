package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N equal steps in lambda, between the schedule's ends or those given; it stays off clean data, where lambda is infinite.
 *
 * <p>The grid on which orders are measured, since every exponential integrator steps in lambda. For samples {@code final(log-snr)}
 * adds the step to clean data. The same on every schedule.
 *
 * <p>Elsewhere: {@code logSNR} (official code of DPM-Solver and UniPC); with the step to clean data {@code use_exponential_sigmas}
 * and {@code use_lu_lambdas} (diffusers), {@code get_sigmas_exponential} (k-diffusion).
 *
 * @param from lambda of the first node; negative infinity, the schedule's latest point, by default
 * @param to lambda of the last node, above from; infinity, the schedule's earliest point, by default
 * @see <a href="https://arxiv.org/abs/2206.00927">Lu et al. 2022</a>
 */
public record LogSnr(double from, double to) implements TimeGrid {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> FROM = Parameter.number("from", -INFINITY, -INFINITY, INFINITY,
      "lambda of the first node; -inf is the schedule's latest point");
  private static final Parameter<Double> TO = Parameter.number("to", INFINITY, -INFINITY, INFINITY,
      "lambda of the last node; inf is the schedule's earliest point");

  /** How it is named and made. */
  public static final Part<LogSnr> PART = Part.of(LogSnr.class, "log-snr", "equal steps in lambda, without clean data", "arXiv:2206.00927")
      .with(FROM, LogSnr::from).with(TO, LogSnr::to).made(a -> new LogSnr(a.get(FROM), a.get(TO)));

  /** Checks the order. */
  public LogSnr {
    if (!(from < to) || from == Double.POSITIVE_INFINITY || to == Double.NEGATIVE_INFINITY)
      throw new IllegalArgumentException("log-snr needs from below to (lambda rises from noise to data), was from=" + from + ", to=" + to);
  }

  /** Between the schedule's ends. */
  public LogSnr() {
    this(FROM.byDefault(), TO.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Point first = Double.isInfinite(from) ? Nodes.inside(this, schedule, schedule.latest(), "from") : at(schedule, from);
    Point last = Double.isInfinite(to) ? Nodes.inside(this, schedule, schedule.earliest(), "to") : at(schedule, to);
    double start = first.lambda(), step = first.stepTo(last) / steps;
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(first);
    for (int i = 1; i < steps; i++) nodes.add(schedule.atLambda(start + i * step));
    nodes.add(last);
    return Nodes.ordered(this, schedule, nodes);
  }

  private Point at(NoiseSchedule schedule, double lambda) {
    return Nodes.inTable(this, schedule, schedule.atLambda(lambda));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
