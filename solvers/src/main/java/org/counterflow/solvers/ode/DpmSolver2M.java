package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Phi;

/**
 * DPM-Solver++(2M) and DPM-Solver-2 in multistep form: the exponential Adams-Bashforth method of order two, on data or on noise estimates.
 *
 * <p>From p to q, with {@code h = lambda(q) - lambda(p)}, {@code r = h_last / h} and {@code D1 = (D_n - D_{n-1}) / r}:
 * <pre>x' = sigma(q)/sigma(p) x + alpha(q) (1 - exp(-h)) (D_n + D1 / 2)         midpoint
 * x' = sigma(q)/sigma(p) x + alpha(q) ((1 - exp(-h)) D_n + h phi_2(-h) D1)    heun</pre>
 * In noise form, {@code dpm-solver-2m}, with noise estimates E and their difference E1:
 * <pre>x' = alpha(q)/alpha(p) x - sigma(q) (exp(h) - 1) (E_n + E1 / 2)          midpoint
 * x' = alpha(q)/alpha(p) x - sigma(q) ((exp(h) - 1) E_n + h phi_2(h) E1)      heun</pre>
 *
 * <p>Order 2 (2.02 measured in total variation on the three-bump target, uniform lambda, 1.98 in noise form), one evaluation a step,
 * remembers one; its first step is {@link Ddim}'s. {@code dpmpp-2m} is a sound default; the noise form is for networks without guidance,
 * and for comparison. {@link UniPC} costs the same and is closer on smooth problems: a ninth of the error at 64 steps on that target.
 *
 * <p>Elsewhere: {@code DPMSolverMultistepScheduler} with order 2 and the algorithm {@code dpmsolver++} or {@code dpmsolver}
 * (diffusers), {@code sample_dpmpp_2m} (k-diffusion: {@code midpoint}, and lower order only where sigma ends at 0, which the driver sees to
 * here). The official code calls the corrections {@code dpmsolver} and {@code taylor}. With {@code heun} the data form is
 * {@link ExponentialAdams} of order 2 and {@code res_multistep}.
 *
 * @param form data estimates for {@code dpmpp-2m}, noise estimates for {@code dpm-solver-2m}
 * @param correction the weight of the difference; {@code midpoint} by default, as in the paper
 * @param ratio for replaying the web UIs' "2M v2"; {@code steps} by default
 * @param lowerOrderFinal whether the last step is of order 1 also where it ends at sigma above 0; below 15 steps by default, as in
 *     diffusers
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, algorithm 2
 */
public record DpmSolver2M(Form form, Correction correction, Ratio ratio, LowerOrderFinal lowerOrderFinal) implements Solver {
  /** The weight of the difference of estimates. */
  public enum Correction {
    /** Half of the weight of the estimate itself. */
    MIDPOINT,
    /** The exact integral of the line through both estimates. */
    HEUN;

    static final Parameter<Correction> PARAMETER = Parameter.choice("correction", MIDPOINT,
        "weight of the difference of estimates in steps of order 2 (diffusers: solver_type)");

    double[] weights(double[] nodes, double z) {
      return nodes.length == 1 && this == MIDPOINT ? new double[] {0.5 * Phi.of(1, z)} : LambdaPolynomial.exact(nodes, z);
    }
  }

  /** What r is. */
  public enum Ratio {
    /** The last step by this one. */
    STEPS,
    /**
     * The longer by the shorter of both, and their mean in place of h: for replaying "2M v2". The same where steps are equal in lambda,
     * order 1 where they are not (0.92 measured on {@code karras} for 2.04).
     */
    V2
  }

  private static final Parameter<Ratio> RATIO = Parameter.choice("ratio", Ratio.STEPS,
      "v2 is for replaying the web UIs' DPM++ 2M v2, and of order 1 where steps differ in lambda");

  /** The data form. */
  public static final Part<DpmSolver2M> DATA = Part
      .of(DpmSolver2M.class, "dpmpp-2m", "DPM-Solver++ multistep of order 2; the default", "arXiv:2211.01095")
      .with(Correction.PARAMETER, DpmSolver2M::correction).with(LowerOrderFinal.PARAMETER, DpmSolver2M::lowerOrderFinal)
      .with(RATIO, DpmSolver2M::ratio)
      .made(a -> new DpmSolver2M(Form.DATA, a.get(Correction.PARAMETER), a.get(RATIO), a.get(LowerOrderFinal.PARAMETER)));

  /** The noise form. */
  public static final Part<DpmSolver2M> NOISE = Part
      .of(DpmSolver2M.class, "dpm-solver-2m", "DPM-Solver multistep of order 2, on noise estimates", "arXiv:2206.00927")
      .with(Correction.PARAMETER, DpmSolver2M::correction).with(LowerOrderFinal.PARAMETER, DpmSolver2M::lowerOrderFinal)
      .made(a -> new DpmSolver2M(Form.NOISE, a.get(Correction.PARAMETER), a.get(LowerOrderFinal.PARAMETER)));

  /** Checks that {@code v2} is in data form, the only one that it is known in. */
  public DpmSolver2M {
    if (ratio == Ratio.V2 && form == Form.NOISE) throw new IllegalArgumentException("dpm-solver-2m has no ratio v2: that is of dpmpp-2m");
  }

  /**
   * Of the ratio of steps.
   *
   * @param form data or noise estimates
   * @param correction the weight of the difference
   * @param lowerOrderFinal when the order falls at the end
   */
  public DpmSolver2M(Form form, Correction correction, LowerOrderFinal lowerOrderFinal) {
    this(form, correction, RATIO.byDefault(), lowerOrderFinal);
  }

  /**
   * The default correction, of lower order at the end of runs of fewer than 15 steps.
   *
   * @param form data or noise estimates
   */
  public DpmSolver2M(Form form) {
    this(form, Correction.PARAMETER.byDefault(), LowerOrderFinal.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(2).remembers(1);
  }

  @Override
  public Expr step(Step s) {
    List<Evaluation> past = History.inside(s, lowerOrderFinal.limit(s, 2) - 1);
    if (past.isEmpty() || ratio == Ratio.STEPS && correction == Correction.HEUN)
      return LambdaPolynomial.step(s, form, past, correction::weights);
    return ratio == Ratio.V2 ? v2(s, past.getFirst()) : midpoint(s, past.getFirst());
  }

  private Expr midpoint(Step s, Evaluation last) {
    Point p = s.from(), q = s.to();
    double r = last.point().stepTo(p) / p.stepTo(q);
    Expr here = form.of(s.here()), difference = here.minus(form.of(last)).times(1 / r);
    return form.hold(p, s.x(), here.plus(difference.times(0.5)), q);
  }

  private Expr v2(Step s, Evaluation last) {
    Point p = s.from(), q = s.to();
    double h = p.stepTo(q), before = last.point().stepTo(p);
    double mean = (h + before) / 2, r = Math.max(h / before, before / h);
    Expr data = s.here().data(), difference = data.minus(last.data()).times(1 / r);
    Expr x = s.x().times(form.kept(p, q)).plus(data.times(q.alpha() * mean * Phi.of(1, -mean)));
    double w = correction.weights(new double[] {-r}, -mean)[0];
    return x.plus(difference.times(q.alpha() * mean * w));
  }

  @Override
  public String toString() {
    return (form == Form.DATA ? DATA : NOISE).text(this);
  }
}
