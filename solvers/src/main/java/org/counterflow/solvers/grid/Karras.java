package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N nodes in equal steps of {@code (sigma/alpha)^(1/rho)}, then clean data.
 *
 * <p>Between the schedule's ends, or where from and to are given, for i = 0 .. N-1:
 * <pre>s_i = (from^(1/rho) + i/(N-1) (to^(1/rho) - from^(1/rho)))^rho</pre>
 * It names places by sigma/alpha, and so is the same on every schedule; a single step starts at from. The default for
 * variance-exploding processes; without the clean end it is {@code final(karras):at=none}.
 *
 * <p>Elsewhere: {@code use_karras_sigmas} (diffusers), {@code get_sigmas_karras} (k-diffusion), the {@code polynomial} schedule of
 * diff-sampler.
 *
 * @param rho at least 1; 7 by default, as in EDM; larger puts more nodes near data
 * @param from sigma/alpha of the first node, above to; infinity, the schedule's latest point, by default
 * @param to sigma/alpha of the last node before clean data, at least 0; 0, the schedule's earliest point, by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, equation 5
 */
public record Karras(double rho, double from, double to) implements TimeGrid {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> RHO = Parameter.number("rho", 7, 1, 1000, "the root; larger puts more nodes near data");
  private static final Parameter<Double> FROM = Parameter.number("from", INFINITY, 0, INFINITY,
      "sigma/alpha of the first node; inf is the schedule's latest point");
  private static final Parameter<Double> TO = Parameter.number("to", 0, 0, INFINITY,
      "sigma/alpha of the last node before clean data; 0 is the schedule's earliest point");

  /** How it is named and made. */
  public static final Part<Karras> PART = Part
      .of(Karras.class, "karras", "equal steps in a root of sigma/alpha, then clean data", "arXiv:2206.00364")
      .with(RHO, Karras::rho).with(FROM, Karras::from).with(TO, Karras::to)
      .made(a -> new Karras(a.get(RHO), a.get(FROM), a.get(TO)));

  /** Checks the ranges. */
  public Karras {
    PART.checked(RHO, rho);
    if (!(to >= 0 && from > to))
      throw new IllegalArgumentException("karras needs from above to, and to at least 0, was from=" + from + ", to=" + to);
  }

  /** EDM's root, between the schedule's ends. */
  public Karras() {
    this(RHO.byDefault());
  }

  /**
   * Between the schedule's ends.
   *
   * @param rho at least 1
   */
  public Karras(double rho) {
    this(rho, FROM.byDefault(), TO.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Point first = Double.isInfinite(from) ? Nodes.inside(this, schedule, schedule.latest(), "from") : at(schedule, from);
    Point last = to == 0 ? Nodes.inside(this, schedule, schedule.earliest(), "to") : at(schedule, to);
    double a = root(first.ratio()), b = root(last.ratio());
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(first);
    for (int i = 1; i < steps - 1; i++) nodes.add(schedule.atLambda(-rho * StrictMath.log(a + (double) i / (steps - 1) * (b - a))));
    if (steps > 1) nodes.add(last);
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  private Point at(NoiseSchedule schedule, double ratio) {
    return Nodes.inTable(this, schedule, schedule.atLambda(-StrictMath.log(ratio)));
  }

  private double root(double ratio) {
    return StrictMath.pow(ratio, 1 / rho);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
