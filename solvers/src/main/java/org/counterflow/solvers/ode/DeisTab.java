package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.GaussLegendre;
import org.counterflow.solvers.math.Quadrature;

/**
 * DEIS with polynomials in time, tAB: a polynomial in t through the last noise estimates, integrated over sigma/alpha.
 *
 * <p>From p to q, with {@code r = sigma/alpha}, {@code y = x/alpha} and the polynomial P of degree order - 1 in t through the noise
 * estimates at t(p) and before:
 * <pre>y' = y + int_{r(p)}^{r(q)} P(t(r)) dr</pre>
 * There is no closed form; Gauss' rule of 64 nodes in asinh(r), in which t of the usual processes is smooth to both ends, leaves an error
 * near rounding.
 *
 * <p>Order as asked for (1.96, 2.90, with an exact start 3.92, measured in total variation on the three-bump target, uniform lambda), one
 * evaluation a step, remembers order - 1; the first steps are of order 1, 2, 3. The authors' best, of order 3 or 4 on quadratic grids in
 * the time of {@code vp}, at 5 to 10 evaluations.
 *
 * <p>Elsewhere: {@code t_ab} of the authors' code (its {@code ab_order} is order - 1), {@code deis_mode="tab"} of diff-sampler with the
 * time of a variance-preserving process between its ends.
 *
 * @param order 1 to 4; 3 by default
 * @param time which time; the schedule's own by default
 * @see <a href="https://arxiv.org/abs/2204.13902">Zhang, Chen 2022</a>, equation 15
 */
public record DeisTab(int order, VpTime time) implements Solver {
  private static final GaussLegendre RULE = new GaussLegendre(64);
  private static final Parameter<Integer> ORDER = Parameter.integer("order", 3, 1, 4, "number of estimates that are combined");
  private static final Parameter<VpTime> TIME = Parameter.parsed("time", VpTime.OF_SCHEDULE, VpTime::parse,
      "in which polynomials are: schedule, or LOW/HIGH for that of the variance-preserving process with sigma/alpha LOW at 0.001 and HIGH "
          + "at 1");

  /** How it is named and made. */
  public static final Part<DeisTab> PART = Part
      .of(DeisTab.class, "deis-tab", "DEIS: a polynomial in time through noise estimates", "arXiv:2204.13902")
      .with(ORDER, DeisTab::order).with(TIME, DeisTab::time).made(a -> new DeisTab(a.get(ORDER), a.get(TIME)));

  /** Checks the order. */
  public DeisTab {
    PART.checked(ORDER, order);
  }

  /** Of order 3, in the schedule's time. */
  public DeisTab() {
    this(ORDER.byDefault());
  }

  /**
   * In the schedule's time.
   *
   * @param order 1 to 4
   */
  public DeisTab(int order) {
    this(order, TIME.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(order).remembers(order - 1).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    if (NoiseMean.holds(s)) return NoiseMean.hold(s);
    return NoiseMean.step(s, History.inside(s, order - 1), past -> weights(s.schedule(), s.from(), s.to(), past));
  }

  private double[] weights(NoiseSchedule schedule, Point p, Point q, List<Evaluation> past) {
    double start = time.of(schedule, p), h = time.of(schedule, q) - start, from = asinh(p.ratio()), to = asinh(q.ratio());
    var nodes = new double[past.size() + 1];
    var moments = new double[nodes.length];
    moments[0] = 1;
    for (int k = 1; k < nodes.length; k++) {
      nodes[k] = (time.of(schedule, past.get(k - 1).point()) - start) / h;
      int power = k;
      moments[k] = RULE.integral(from, to, u -> StrictMath.cosh(u)
          * StrictMath.pow((time.atRatio(schedule, StrictMath.sinh(u)) - start) / h, power)) / (q.ratio() - p.ratio());
    }
    return Quadrature.weights(nodes, moments);
  }

  private static double asinh(double r) {
    return StrictMath.log(r + StrictMath.sqrt(r * r + 1));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
