package org.counterflow.solvers.ode;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Another solver whose first step asks no network: nearly pure noise is its own noise estimate.
 *
 * <p>The first step holds {@code epsilon = x / sqrt(alpha^2 + sigma^2)}, the noise of data of deviation 1 where sigma/alpha is large, and saves an
 * evaluation; later steps are the inner solver's, which does not remember the first. Worth it at ten evaluations and fewer, from high noise.
 *
 * <p>Order 1, whatever the inner solver's: the error of the first step falls with its length alone. It is small where that step begins at much
 * noise, so that the order shows late (around {@code heun} from sigma/alpha 40: slope 1.9 at 32 steps, 1.1 at 512).
 *
 * <p>Elsewhere: {@code afs} (diff-sampler).
 *
 * @param inner takes the other steps
 * @see <a href="https://arxiv.org/abs/2210.05475">Dockhorn, Vahdat, Kreis 2022</a>, section 3.2
 */
public record AnalyticFirstStep(Solver inner) implements Solver {
  /** How it is named and made. */
  public static final Part<AnalyticFirstStep> PART = Part
      .of(AnalyticFirstStep.class, "afs", "any solver whose first step needs no evaluation", "arXiv:2210.05475")
      .around(AnalyticFirstStep::inner).made(a -> new AnalyticFirstStep(a.inner(0, Solver.class)));

  @Override
  public Traits traits() {
    Traits t = inner.traits();
    Traits mine = Traits.of(Math.min(t.order(), 1)).remembers(t.remembers()).evaluations(t.evaluations()).atEnds(t.atEnds()).wraps(true);
    return t.stochastic() ? mine.stochastic(Math.min(t.weakOrder(), 1)) : mine;
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (s.index() > 0) return s.run(inner, p, s.x(), q);
    if (q.sigma() > p.sigma()) throw new IllegalStateException(this + " runs from noise to data only; encode with " + inner);
    // At alpha = 0 it is the limit, a data estimate of 0.
    if (p.alpha() == 0) return s.x().times(q.sigma() / p.sigma());
    return s.holdNoise(s.x().times(1 / StrictMath.hypot(p.alpha(), p.sigma())));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
