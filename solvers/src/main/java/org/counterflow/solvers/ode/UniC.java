package org.counterflow.solvers.ode;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * UniC, the correction of {@link UniPC}, after each step of any deterministic solver.
 *
 * <p>The inner solver predicts the state at q; with the estimate there, which the next step uses again, and order - 1 past ones
 * <pre>x' = sigma(q)/sigma(p) x + alpha(q) h (phi_1(-h) D + sum_k w_k (D_k - D) / r_k),   sum_k w_k r_k^j = (j + 1)! phi_{j+2}(-h)</pre>
 * where the prediction stands at r = 1. All weights are solved for.
 *
 * <p>One order more than the lower of its own and the inner solver's (around {@link Ddim} with order 1: 2.00, around {@link DpmSolver2M}
 * with order 2: 3.01 measured in total variation on the three-bump target, uniform lambda), as many evaluations a step as the inner solver,
 * remembers order - 1. No correction follows the last step, or one from or to an end.
 *
 * <p>Elsewhere: no program has it alone; the paper adds it to DDIM and DPM-Solver++ in its experiments.
 *
 * @param inner a deterministic solver
 * @param order 1 to 4; 2 by default
 * @param form whether data or noise estimates are combined; {@code data} by default
 * @see <a href="https://arxiv.org/abs/2302.04867">Zhao et al. 2023</a>, section 3.1
 */
public record UniC(Solver inner, int order, Form form) implements Solver {
  private static final Parameter<Integer> ORDER = Parameter.integer("order", 2, 1, 4, "of the correction");

  /** How it is named and made. */
  public static final Part<UniC> PART = Part
      .of(UniC.class, "unic", "the correction of unipc after any deterministic solver, one order more", "arXiv:2302.04867")
      .around(UniC::inner).with(ORDER, UniC::order).with(Form.PARAMETER, UniC::form)
      .made(a -> new UniC(a.inner(0, Solver.class), a.get(ORDER), a.get(Form.PARAMETER)));

  /** Checks the order, and that the inner solver draws no noise, which a correction would remove. */
  public UniC {
    if (inner.traits().stochastic())
      throw new IllegalArgumentException("unic corrects a step without noise, but " + inner
          + " draws its own; give a deterministic solver such as ddim or dpmpp-2m");
    PART.checked(ORDER, order);
  }

  /**
   * On data estimates.
   *
   * @param order 1 to 4
   */
  public UniC(Solver inner, int order) {
    this(inner, order, Form.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    Traits t = inner.traits();
    return Traits.of(Math.min(order, t.order()) + 1).evaluations(t.evaluationsMoved()).remembers(Math.max(order - 1, t.remembers())).handsOn(true)
        .wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Expr predicted = s.run(inner, s.from(), s.x(), s.to());
    if (s.last() || !s.from().inside() || !s.to().inside()) return predicted;
    List<Evaluation> all = new ArrayList<>(History.inside(s, order - 1));
    Evaluation end = s.evaluate(predicted, s.to());
    s.next(end);
    all.add(end);
    return LambdaPolynomial.step(s, form, all, LambdaPolynomial::exact);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
