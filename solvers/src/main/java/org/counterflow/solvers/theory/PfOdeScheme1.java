package org.counterflow.solvers.theory;

import static org.counterflow.solvers.internal.VpForm.beta;
import static org.counterflow.solvers.internal.VpForm.scale;
import static org.counterflow.solvers.internal.VpForm.score;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;

/**
 * The probability-flow ODE with the score held over a step and the rest integrated exactly: the scheme of which {@link PfOdeLi} is the
 * first-order expansion.
 *
 * <p>On the variance-preserving process, with alpha-bar for the time, {@code y/sqrt(g)} moves with {@code score/(2 g^{3/2})}. Where the
 * score is constant from g to g', and {@code a = g/g' = 1 - beta}:
 * <pre>y' = [y + (1 - sqrt(a)) score(y)] / sqrt(a)</pre>
 *
 * <p>Order 1 (1.00 measured in total variation), one evaluation a step, no memory. Between the two it shows what the expansion of
 * {@code 1 - sqrt(a)} to {@code beta/2} costs (four times the error) and what is left to gain by holding the noise in place of the score,
 * as {@link org.counterflow.solvers.ode.Ddim} does (a quarter less). For the laboratory.
 *
 * <p>Elsewhere: nowhere.
 *
 * @see <a href="https://arxiv.org/abs/2403.03852">Li, Huang, Efimov, Wei, Chi, Chen 2024</a>, the integral from which equation (1) comes
 */
public record PfOdeScheme1() implements Solver {
  /** How it is named and made. */
  public static final Part<PfOdeScheme1> PART = Part.of(PfOdeScheme1.class, "pf-ode-scheme-1",
      "the score held over a step, all else exact: what pf-ode-li is the expansion of", "arXiv:2403.03852").made(a -> new PfOdeScheme1());

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    Expr y = s.x().times(1 / scale(p)).plus(score(s.here()).times(gap(p, q)));
    return y.times(scale(q) / (1 - gap(p, q)));
  }

  /** {@code 1 - sqrt(1 - beta)} from p to q, without the difference of numbers near 1. */
  static double gap(Point p, Point q) {
    double beta = beta(p, q);
    return beta / (1 + StrictMath.sqrt(1 - beta));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
