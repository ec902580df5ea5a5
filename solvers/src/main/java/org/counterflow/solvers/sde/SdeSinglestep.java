package org.counterflow.solvers.sde;

import java.util.List;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.ode.DpmSolver2M.Correction;
import org.counterflow.solvers.ode.History;
import org.counterflow.solvers.ode.LowerOrderFinal;
import org.counterflow.solvers.sde.SdeMultistep.Sign;

/**
 * SDE-DPM-Solver++ singlestep whose stages are the nodes of the grid: blocks of two or three steps, each of them from the beginning of its
 * block, with all estimates of the block so far and noise of its own.
 *
 * <p>The step to q in a block that begins at (x, p), with {@code h = lambda(q) - lambda(p)}, H = (1 + eta) h, the estimates D_k at
 * {@code lambda(p) + r_k h} and {@code d_k = (D_k - D)/r_k}:
 * <pre>x' = e^(-eta h) sigma(q)/sigma(p) x + alpha(q) ((1 - e^-H) D + c) + sigma(q) sqrt(1 - e^(-2 eta h)) z
 * second in its block: c = (1 - e^-H)/2 d_1 (midpoint) or H phi_2(-H) d_1 (heun)
 * third: c = H phi_2(-H) d_2 (midpoint), or with both derivatives of the parabola H phi_2(-H) D' + H phi_3(-H) D'' (heun)</pre>
 * A block that does not fit is cut short; where three blocks of a run fill it, the last is 1, 2, 1.
 *
 * <p>Order 1 in distribution (0.8 measured on a Gaussian, rising to 1), with three times the error of {@link Ddpm}: each stage has a noise that
 * the end of its block does not know. One evaluation a step, remembers order - 1. Here for the sake of the names: {@link SdeMultistep}
 * costs the same and has order 2.
 *
 * <p>Elsewhere: {@code DPMSolverSinglestepScheduler} with {@code sde-dpmsolver++} (diffusers), whose {@code heun} of order 3 has a wrong
 * sign: {@code second-difference-sign=minus} is for replaying it.
 *
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, appendix A
 */
public final class SdeSinglestep implements Solver {
  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 10,
      "noise: 1 is the reverse SDE, 0 the probability-flow ODE; squared diffusion in units of the reverse SDE's");
  private static final Parameter<Correction> CORRECTION = Parameter.choice("correction", Correction.MIDPOINT,
      "weight of the differences of estimates (diffusers: solver_type)");
  private static final Parameter<Sign> SIGN = Parameter.choice("second-difference-sign", Sign.PLUS,
      "in the weight of heun: minus is for replaying diffusers");

  private static final Part<SdeSinglestep> PP_2S = Part
      .of(SdeSinglestep.class, "dpmpp-2s-sde", "SDE-DPM-Solver++ of order 2 whose stages are nodes of the grid", "arXiv:2211.01095")
      .with(ETA, CORRECTION).made(a -> new SdeSinglestep(2, a));
  private static final Part<SdeSinglestep> PP_3S = Part
      .of(SdeSinglestep.class, "dpmpp-3s-sde", "SDE-DPM-Solver++ of order 3 whose stages are nodes of the grid", "arXiv:2211.01095")
      .with(ETA, CORRECTION, LowerOrderFinal.PARAMETER, SIGN).made(a -> new SdeSinglestep(3, a));

  /** How they are named and made. */
  public static final List<Part<SdeSinglestep>> PARTS = List.of(PP_2S, PP_3S);

  private final int order;
  private final double eta;
  private final Correction correction;
  private final LowerOrderFinal lowerOrderFinal;
  private final Sign sign;
  private final String text;

  private SdeSinglestep(int order, Arguments a) {
    this.order = order;
    eta = a.get(ETA);
    correction = a.get(CORRECTION);
    lowerOrderFinal = order == 3 ? a.get(LowerOrderFinal.PARAMETER) : LowerOrderFinal.NEVER;
    sign = order == 3 ? a.get(SIGN) : Sign.PLUS;
    text = a.text();
  }

  @Override
  public Traits traits() {
    // Noise that begins before the step is of no path.
    return eta == 0 ? Traits.of(order).remembers(order - 1) : Traits.of(0).remembers(order - 1).stochastic(1);
  }

  @Override
  public Expr step(Step s) {
    if (eta > 0) Require.towardsData(s, this);
    Evaluation here = s.here();
    List<Evaluation> past = History.inside(s, order - 1);
    int place = Math.min(place(s), past.size());
    Evaluation start = place == 0 ? here : past.get(place - 1);
    Point p = start.point(), q = s.to();
    double h = p.stepTo(q), wide = (1 + eta) * h;
    Expr data = start.data(), x = start == here ? s.x() : start.x();
    Expr sum = data.times(wide * Phi.of(1, -wide));
    if (place > 0) {
      Expr last = slope(start, here, h);
      boolean parabola = place == 2 && correction == Correction.HEUN;
      sum = sum.plus(parabola ? parabola(past.getFirst(), start, s.from(), last, h, wide)
          : last.times(place == 1 && correction == Correction.MIDPOINT ? 0.5 * wide * Phi.of(1, -wide) : wide * Phi.of(2, -wide)));
    }
    Expr to = x.times(q.sigma() / p.sigma() * StrictMath.exp(-eta * h)).plus(sum.times(q.alpha()));
    return eta == 0 ? to : to.plus(s.noise(p, q).times(q.sigma() * StrictMath.sqrt(-StrictMath.expm1(-2 * eta * h))));
  }

  /** How many steps of its block come before this one. */
  private int place(Step s) {
    boolean cut = order == 3 && s.count() % 3 == 0 && s.last() && lowerOrderFinal.limit(s, 3) == 1;
    return cut ? 0 : s.index() % order;
  }

  private static Expr slope(Evaluation start, Evaluation e, double h) {
    return e.data().minus(start.data()).times(h / start.point().stepTo(e.point()));
  }

  private Expr parabola(Evaluation middle, Evaluation start, Point end, Expr last, double h, double wide) {
    double r1 = start.point().stepTo(middle.point()) / h, r2 = start.point().stepTo(end) / h;
    Expr first = slope(start, middle, h);
    Expr derivative = first.times(r2).minus(last.times(r1)).times(1 / (r2 - r1));
    double weight = sign == Sign.PLUS ? wide * Phi.of(3, -wide) : -0.5 - Phi.of(2, -wide);
    return derivative.times(wide * Phi.of(2, -wide)).plus(last.minus(first).times(2 / (r2 - r1) * weight));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SdeSinglestep m && text.equals(m.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
