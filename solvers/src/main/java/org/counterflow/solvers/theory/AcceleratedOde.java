package org.counterflow.solvers.theory;

import static org.counterflow.solvers.internal.VpForm.beta;
import static org.counterflow.solvers.internal.VpForm.scale;
import static org.counterflow.solvers.internal.VpForm.score;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * The accelerated probability-flow ODE sampler: equation (2) of the theory, a look back and a momentum term.
 *
 * <p>On the variance-preserving process, with beta and a = 1 - beta of this step, and beta_b, a_b of the step before, which began at b:
 * <pre>y- = sqrt(a_b) (y - beta_b/2 score(y, p))                                          estimate of the state at b
 * y' = [y + beta/2 score(y, p) + beta^2/(4 beta_b) (score(y, p) - sqrt(a_b) score(y-, b))] / sqrt(a)</pre>
 * The first step, which has none before, is {@link PfOdeLi}'s. Both betas come from the points of the run, so that any grid may be taken.
 *
 * <p>Order 2 (1.92 measured in total variation, approaching 2), two evaluations a step, no memory. Proved: total variation below
 * {@code d^6/T^2} up to logarithms, plus the score and Jacobian errors. The factor {@code sqrt(a_b)} before the second score is
 * essential: without it the order is 1. {@link org.counterflow.solvers.ode.Heun} and {@link
 * org.counterflow.solvers.ode.DpmSolver2M} are of the same order and closer.
 *
 * <p>Elsewhere: nowhere. The paper's own code has another method under this name, linear in the noise estimate, with one evaluation a step.
 *
 * @see <a href="https://arxiv.org/abs/2403.03852">Li, Huang, Efimov, Wei, Chi, Chen 2024</a>
 */
public record AcceleratedOde() implements Solver {
  /** How it is named and made. */
  public static final Part<AcceleratedOde> PART = Part.of(AcceleratedOde.class, "accelerated-ode",
      "the accelerated ODE sampler of the theory, equation (2): error 1/T^2", "arXiv:2403.03852").made(a -> new AcceleratedOde());

  @Override
  public Traits traits() {
    return Traits.of(2).evaluations(2);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to(), b = s.before();
    double beta = beta(p, q);
    Expr y = s.x().times(1 / scale(p)), here = score(s.here());
    Expr next = y.plus(here.times(beta / 2));
    // A wrapper may begin where the step before did, and nothing lies between.
    if (b != null && b.inside() && b.lambda() != p.lambda()) {
      double betaBack = beta(b, p), rootBack = StrictMath.sqrt(1 - betaBack);
      Expr back = y.minus(here.times(betaBack / 2)).times(rootBack);
      Expr there = score(s.evaluate(back.times(scale(b)), b));
      next = next.plus(here.minus(there.times(rootBack)).times(beta * beta / (4 * betaBack)));
    }
    return next.times(scale(q) / StrictMath.sqrt(1 - beta));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
