package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.internal.PartName;
import org.counterflow.solvers.internal.Require;

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
  /** Checks the ranges. */
  public Karras {
    Require.within("rho", rho, 1, 1000);
    if (!(to >= 0 && from > to))
      throw new IllegalArgumentException("karras needs from above to, and to at least 0, was from=" + from + ", to=" + to);
  }

  /**
   * Between the schedule's ends.
   *
   * @param rho at least 1
   */
  public Karras(double rho) {
    this(rho, Double.POSITIVE_INFINITY, 0);
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
    return PartName.of("karras").with("rho", rho, 7).with("from", from, Double.POSITIVE_INFINITY).with("to", to, 0).toString();
  }
}
