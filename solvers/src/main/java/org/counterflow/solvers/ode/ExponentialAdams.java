package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * The exponential Adams-Bashforth methods of Norsett: a polynomial in lambda through the last estimates, integrated exactly.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)}, the data estimate D and those before it D_k at {@code lambda(p) + r_k h}:
 * <pre>x' = sigma(q)/sigma(p) x + alpha(q) h (phi_1(-h) D + sum_k w_k (D_k - D) / r_k),   sum_k w_k r_k^j = (j + 1)! phi_{j+2}(-h)</pre>
 * That is {@code ab-norsett}. In noise form it is {@code deis-logrho}:
 * <pre>x' = alpha(q)/alpha(p) x - sigma(q) h (phi_1(h) E + sum_k w_k (E_k - E) / r_k),   sum_k w_k r_k^j = (j + 1)! phi_{j+2}(h)</pre>
 *
 * <p>Order as asked for (2.02, 2.99, with an exact start 3.93; noise form 1.98, 2.96, 3.93, measured in total variation on the
 * three-bump target, uniform lambda), one evaluation a step, remembers order - 1. The first steps are of order 1, 2, 3, which bends the
 * slope of order 4 to 2.6 in long runs, at an error too small to see. {@link UniPC} is this prediction with a correction: one order more
 * at the same cost.
 *
 * <p>Elsewhere: {@code deis-logrho} is {@code DEISMultistepScheduler} (diffusers, orders 1 to 3). {@code ab-norsett} of order 2 is
 * {@code res_multistep} of ComfyUI, here {@code res-2m} and {@code res-multistep}, and {@link DpmSolver2M} with the correction
 * {@code heun}; of order 3 {@link DpmSolver3M}; it is UniP with solved weights.
 *
 * @param form data estimates for {@code ab-norsett}, noise estimates for {@code deis-logrho}
 * @param order 1 to 4; in data form 2 to 4, since order 1 is {@link Ddim}
 * @param lowerOrderFinal when the order falls at the end; below 15 steps by default, as in diffusers
 * @see <a href="https://doi.org/10.1007/BFb0060619">Norsett 1969</a>
 * @see <a href="https://arxiv.org/abs/2204.13902">Zhang, Chen 2022</a>, section 3.2
 * @see <a href="https://arxiv.org/abs/2308.02157">Zhang, Zhang, Chen 2023</a>, for {@code res-2m}
 */
public record ExponentialAdams(Form form, int order, LowerOrderFinal lowerOrderFinal) implements Solver {
  private static final Parameter<Integer> ORDER = Parameter.integer("order", 3, 2, 4, "number of estimates that are combined");
  private static final Parameter<Integer> DEIS_ORDER = Parameter.integer("order", 2, 1, 4,
      "number of estimates that are combined (diffusers: solver_order)");
  private static final Parameter<LowerOrderFinal> NEVER = LowerOrderFinal.parameter(LowerOrderFinal.NEVER);

  /** The data form. */
  public static final Part<ExponentialAdams> DATA = Part
      .of(ExponentialAdams.class, "ab-norsett", "exponential Adams-Bashforth on data estimates", "")
      .with(ORDER, ExponentialAdams::order).with(LowerOrderFinal.PARAMETER, ExponentialAdams::lowerOrderFinal)
      .made(a -> made(Form.DATA, ORDER, a));

  /** The noise form. */
  public static final Part<ExponentialAdams> NOISE = Part
      .of(ExponentialAdams.class, "deis-logrho", "exponential Adams-Bashforth on noise estimates; diffusers' DEIS", "arXiv:2204.13902")
      .with(DEIS_ORDER, ExponentialAdams::order).with(LowerOrderFinal.PARAMETER, ExponentialAdams::lowerOrderFinal)
      .made(a -> made(Form.NOISE, DEIS_ORDER, a));

  /** All ids. */
  public static final List<Part<ExponentialAdams>> PARTS = List.of(DATA, NOISE, res("res-2m"), res("res-multistep"));

  private static ExponentialAdams made(Form form, Parameter<Integer> order, Arguments a) {
    return new ExponentialAdams(form, a.get(order), a.get(LowerOrderFinal.PARAMETER));
  }

  private static Part<ExponentialAdams> res(String id) {
    return Part
        .of(ExponentialAdams.class, id, "the refined exponential solver in multistep form: ab-norsett of order 2", "arXiv:2308.02157")
        .with(NEVER).made(a -> new ExponentialAdams(Form.DATA, 2, a.get(NEVER)));
  }

  /** Checks the order, which is 2 at least in data form. */
  public ExponentialAdams {
    if (form == Form.DATA) DATA.checked(ORDER, order);
    else NOISE.checked(DEIS_ORDER, order);
  }

  /**
   * Of lower order at the end of runs of fewer than 15 steps.
   *
   * @param form data or noise estimates
   * @param order 1 to 4, in data form 2 to 4
   */
  public ExponentialAdams(Form form, int order) {
    this(form, order, LowerOrderFinal.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(order).remembers(order - 1);
  }

  @Override
  public Expr step(Step s) {
    return LambdaPolynomial.step(s, form, History.inside(s, lowerOrderFinal.limit(s, order) - 1), LambdaPolynomial::exact);
  }

  @Override
  public String toString() {
    return (form == Form.DATA ? DATA : NOISE).text(this);
  }
}
