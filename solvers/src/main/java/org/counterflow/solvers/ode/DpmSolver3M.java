package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Quadrature;

/**
 * DPM-Solver++(3M) and DPM-Solver-3 in multistep form: the exponential Adams-Bashforth method of order three, on data or on noise
 * estimates.
 *
 * <p>From p to q, with {@code h = lambda(q) - lambda(p)} and h_1, h_2 the steps before, {@code r_0 = h_1 / h}, {@code r_1 = h_2 / h},
 * {@code d_0 = (D_n - D_{n-1}) / r_0}, {@code d_1 = (D_{n-1} - D_{n-2}) / r_1}:
 * <pre>D1 = d_0 + r_0/(r_0 + r_1) (d_0 - d_1),   D2 = 2/(r_0 + r_1) (d_0 - d_1)
 * x' = sigma(q)/sigma(p) x + alpha(q) ((1 - exp(-h)) D_n + h phi_2(-h) D1 + h phi_3(-h) D2)</pre>
 * In noise form, {@code dpm-solver-3m}, with noise estimates:
 * <pre>x' = alpha(q)/alpha(p) x - sigma(q) ((exp(h) - 1) E_n + h phi_2(h) E1 + h phi_3(h) E2)</pre>
 *
 * <p>Order 3 (2.99 measured in total variation on the three-bump target, uniform lambda, 2.96 in noise form), one evaluation a step,
 * remembers two; its first step is {@link Ddim}'s, its second {@link DpmSolver2M}'s. Of use from some 15 steps on; with few steps on a
 * {@code karras} grid its map can fold, and {@link DpmSolver2M} and {@link UniPC} are steadier. {@code dpmpp-3m} with the correction {@code
 * heun} is {@link ExponentialAdams} of order 3.
 *
 * <p>Elsewhere: {@code DPMSolverMultistepScheduler} with order 3 (diffusers), {@code multistep_dpm_solver_third_update} (the official
 * code). These and all programs that follow them take half of D2, and so are of order 2 (1.97 and 2.09 measured; 15 times the error at 512
 * steps): {@code second-difference=half} replays them.
 *
 * @param form data estimates for {@code dpmpp-3m}, noise estimates for {@code dpm-solver-3m}
 * @param correction the weight of the difference in the second step; {@code midpoint} by default
 * @param secondDifference {@code full} by default
 * @param lowerOrderFinal whether the last steps are of lower order also where the run ends at sigma above 0; below 15 steps by default, as
 *     in diffusers
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, appendix B
 */
public record DpmSolver3M(Form form, DpmSolver2M.Correction correction, SecondDifference secondDifference,
    LowerOrderFinal lowerOrderFinal) implements Solver {
  /** The weight of D2. */
  public enum SecondDifference {
    /** What makes the step exact for parabolas. */
    FULL,
    /** Half of it, for replaying other programs: order 2. */
    HALF
  }

  private static final Parameter<SecondDifference> SECOND_DIFFERENCE = Parameter.choice("second-difference", SecondDifference.FULL,
      "half is for replaying diffusers, the official code and diff-sampler, and of order 2");

  /** The data form. */
  public static final Part<DpmSolver3M> DATA = part(Form.DATA, "dpmpp-3m", "DPM-Solver++ multistep of order 3", "arXiv:2211.01095");

  /** The noise form. */
  public static final Part<DpmSolver3M> NOISE = part(Form.NOISE, "dpm-solver-3m", "DPM-Solver multistep of order 3, on noise estimates",
      "arXiv:2206.00927");

  private static Part<DpmSolver3M> part(Form form, String id, String summary, String paper) {
    var correction = DpmSolver2M.Correction.PARAMETER;
    return Part.of(DpmSolver3M.class, id, summary, paper).with(correction, DpmSolver3M::correction)
        .with(LowerOrderFinal.PARAMETER, DpmSolver3M::lowerOrderFinal).with(SECOND_DIFFERENCE, DpmSolver3M::secondDifference)
        .made(a -> new DpmSolver3M(form, a.get(correction), a.get(SECOND_DIFFERENCE), a.get(LowerOrderFinal.PARAMETER)));
  }

  /**
   * The defaults.
   *
   * @param form data or noise estimates
   */
  public DpmSolver3M(Form form) {
    this(form, DpmSolver2M.Correction.PARAMETER.byDefault(), SECOND_DIFFERENCE.byDefault(), LowerOrderFinal.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(secondDifference == SecondDifference.HALF ? 2 : 3).remembers(2);
  }

  @Override
  public Expr step(Step s) {
    return LambdaPolynomial.step(s, form, History.inside(s, lowerOrderFinal.limit(s, 3) - 1), this::weights);
  }

  private double[] weights(double[] nodes, double z) {
    if (nodes.length < 2) return correction.weights(nodes, z);
    double[] moments = LambdaPolynomial.moments(2, z);
    if (secondDifference == SecondDifference.HALF) moments[1] /= 2;
    return Quadrature.weights(nodes, moments);
  }

  @Override
  public String toString() {
    return (form == Form.DATA ? DATA : NOISE).text(this);
  }
}
