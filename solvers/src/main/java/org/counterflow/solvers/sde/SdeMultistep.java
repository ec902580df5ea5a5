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

/**
 * SDE-DPM-Solver(++) multistep: the exponential Adams-Bashforth methods on the reverse SDE, with exact noise.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)}, H = (1 + eta) h and the derivatives D1, D2 of the data estimate by lambda, in units
 * of h, of the polynomial through the last ones:
 * <pre>x' = e^(-eta h) sigma(q)/sigma(p) x + alpha(q) ((1 - e^-H) D + e2 D1 + e3 D2) + sigma(q) sqrt(1 - e^(-2 eta h)) z
 * e2 = H phi_2(-H) (heun) or (1 - e^-H)/2 (midpoint, where there is no D2),   e3 = H phi_3(-H)</pre>
 * In noise form, with noise estimates E:
 * <pre>x' = alpha(q)/alpha(p) x - (1 + eta) sigma(q) ((e^h - 1) E + e2 E1) + sigma(q) sqrt(eta (e^2h - 1)) z
 * e2 = h phi_2(h) (heun) or (e^h - 1)/2 (midpoint)</pre>
 *
 * <p>For eta above 0 of order 2 in distribution (1.97 to 2.2 measured on a Gaussian; 1 for order 1) and of order 1 on a Brownian path,
 * for eta 0 of its own order. One evaluation a step, remembers order - 1. {@code dpmpp-2m-sde} is the usual choice for pictures in 20 to 50
 * steps. Order 1 in data form is {@link Ddpm} with the small variance for eta 1. The noise form is for replaying: it blows up in long steps from
 * alpha near 0.
 *
 * <p>Elsewhere: {@code sample_dpmpp_2m_sde}, {@code sample_dpmpp_3m_sde} (k-diffusion; the latter's second-order steps are {@code heun}),
 * {@code DPMSolverMultistepScheduler} with {@code sde-dpmsolver++} or {@code sde-dpmsolver}, {@code solver_type} for the correction
 * (diffusers). All peers halve the second difference of order 3, and diffusers has its weight with the wrong sign: {@code
 * second-difference=half} and {@code second-difference-sign=minus} are for replaying them.
 *
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, section 5 and appendix A
 */
public final class SdeMultistep implements Solver {
  /** How a solver of order 3 weighs the second difference. */
  public enum SecondDifference {
    /** As the second derivative. */
    TRUE,
    /** As half of it. */
    HALF
  }

  /** The sign in the weight of the second difference. */
  public enum Sign {
    /** {@code 1/2 - e2/H}. */
    PLUS,
    /** {@code -1/2 - e2/H}. */
    MINUS
  }

  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 10,
      "noise: 1 is the reverse SDE, 0 the probability-flow ODE; squared diffusion in units of the reverse SDE's");
  private static final Parameter<Correction> CORRECTION = Parameter.choice("correction", Correction.MIDPOINT,
      "weight of the difference of estimates where there is one (diffusers: solver_type)");
  private static final Parameter<SecondDifference> SECOND = Parameter.choice("second-difference", SecondDifference.TRUE,
      "its weight: half is for replaying k-diffusion and diffusers, at the cost of an order");
  private static final Parameter<Sign> SIGN = Parameter.choice("second-difference-sign", Sign.PLUS,
      "in the weight: minus is for replaying diffusers, at the cost of two orders");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2,
      "factor on the added noise (k-diffusion's s_noise)");

  private static final Part<SdeMultistep> PP_2M = Part
      .of(SdeMultistep.class, "dpmpp-2m-sde", "SDE-DPM-Solver++ multistep of order 2", "arXiv:2211.01095")
      .with(ETA, CORRECTION, LowerOrderFinal.PARAMETER, NOISE_SCALE).made(a -> new SdeMultistep(2, true, a, a.get(CORRECTION)));
  private static final Part<SdeMultistep> PP_3M = Part
      .of(SdeMultistep.class, "dpmpp-3m-sde", "SDE-DPM-Solver++ multistep of order 3", "arXiv:2211.01095")
      .with(ETA, CORRECTION, LowerOrderFinal.PARAMETER, NOISE_SCALE, SECOND, SIGN)
      .made(a -> new SdeMultistep(3, true, a, a.get(CORRECTION)));
  private static final Part<SdeMultistep> NOISE_1M = Part
      .of(SdeMultistep.class, "dpm-solver-1m-sde", "SDE-DPM-Solver of order 1, on noise estimates", "arXiv:2211.01095")
      .with(ETA, NOISE_SCALE).made(a -> new SdeMultistep(1, false, a, Correction.MIDPOINT));
  private static final Part<SdeMultistep> NOISE_2M = Part
      .of(SdeMultistep.class, "dpm-solver-2m-sde", "SDE-DPM-Solver multistep of order 2, on noise estimates", "arXiv:2211.01095")
      .with(ETA, CORRECTION, LowerOrderFinal.PARAMETER, NOISE_SCALE).made(a -> new SdeMultistep(2, false, a, a.get(CORRECTION)));

  /** How they are named and made. */
  public static final List<Part<SdeMultistep>> PARTS = List.of(PP_2M, PP_3M, NOISE_1M, NOISE_2M);

  private final int order;
  private final boolean onData;
  private final double eta;
  private final Correction correction;
  private final LowerOrderFinal lowerOrderFinal;
  private final double noiseScale;
  private final double second;
  private final double sign;
  private final String text;

  private SdeMultistep(int order, boolean onData, Arguments a, Correction correction) {
    this.order = order;
    this.onData = onData;
    this.correction = correction;
    eta = a.get(ETA);
    lowerOrderFinal = order > 1 ? a.get(LowerOrderFinal.PARAMETER) : LowerOrderFinal.NEVER;
    noiseScale = a.get(NOISE_SCALE);
    second = order > 2 && a.get(SECOND) == SecondDifference.HALF ? 0.5 : 1;
    sign = order > 2 && a.get(SIGN) == Sign.MINUS ? -1 : 1;
    text = a.text();
  }

  /**
   * SDE-DPM-Solver++(2M): {@code dpmpp-2m-sde}.
   *
   * @param eta noise, at least 0; 1 is the reverse SDE
   * @param correction the weight of the difference
   */
  public static SdeMultistep dpmSolverPP2M(double eta, Correction correction) {
    return PP_2M.make(PP_2M.arguments().with(ETA, eta).with(CORRECTION, correction));
  }

  /**
   * SDE-DPM-Solver++(3M): {@code dpmpp-3m-sde}.
   *
   * @param eta noise, at least 0; 1 is the reverse SDE
   */
  public static SdeMultistep dpmSolverPP3M(double eta) {
    return PP_3M.make(PP_3M.arguments().with(ETA, eta));
  }

  @Override
  public Traits traits() {
    if (eta == 0) return Traits.of(order).remembers(order - 1);
    return Traits.of(1).remembers(order - 1).stochastic(Math.min(order, 2));
  }

  @Override
  public Expr step(Step s) {
    if (eta > 0) Require.towardsData(s, this);
    Point p = s.from(), q = s.to();
    double h = p.stepTo(q), wide = (1 + eta) * h;
    Expr sum = onData ? sum(s, h, -wide, wide) : sum(s, h, h, h);
    Expr x = onData ? s.x().times(q.sigma() / p.sigma() * StrictMath.exp(-eta * h)).plus(sum.times(q.alpha()))
        : s.x().times(q.alpha() / p.alpha()).plus(sum.times(-(1 + eta) * q.sigma()));
    if (eta == 0) return x;
    double variance = onData ? -StrictMath.expm1(-2 * eta * h) : eta * StrictMath.expm1(2 * h);
    return x.plus(s.noise().times(noiseScale * q.sigma() * StrictMath.sqrt(variance)));
  }

  /** The weighted estimate and its derivatives: z stands in the exponential functions, the whole has the length {@code length}. */
  private Expr sum(Step s, double h, double z, double length) {
    Expr e0 = estimate(s.here()), sum = e0.times(length * Phi.of(1, z));
    List<Evaluation> past = History.inside(s, lowerOrderFinal.limit(s, order) - 1);
    if (past.isEmpty()) return sum;
    Evaluation last = past.getFirst();
    double r = last.point().stepTo(s.from()) / h;
    Expr first = e0.minus(estimate(last)).times(1 / r);
    if (past.size() == 1) return sum.plus(first.times(length * (correction == Correction.HEUN ? Phi.of(2, z) : 0.5 * Phi.of(1, z))));
    Evaluation before = past.get(1);
    double r2 = before.point().stepTo(last.point()) / h;
    Expr bend = first.minus(estimate(last).minus(estimate(before)).times(1 / r2)).times(1 / (r + r2));
    double weight = sign > 0 ? length * Phi.of(3, z) : -0.5 - Phi.of(2, z);
    return sum.plus(first.plus(bend.times(r)).times(length * Phi.of(2, z))).plus(bend.times(2 * second * weight));
  }

  private Expr estimate(Evaluation e) {
    return onData ? e.data() : e.noise();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SdeMultistep m && text.equals(m.text);
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
