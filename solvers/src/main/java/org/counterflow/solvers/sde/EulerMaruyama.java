package org.counterflow.solvers.sde;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * The Euler-Maruyama method on the reverse SDE, in the schedule's time.
 *
 * <p>With {@code f = d log alpha/dt}, {@code g^2 = d sigma^2/dt - 2 f sigma^2} at p and {@code dt = t(q) - t(p)}, below 0:
 * <pre>x' = x + (f x - g^2 score) dt + g sqrt(-dt) z</pre>
 *
 * <p>Order 1 in distribution and on a Brownian path, one evaluation a step, no memory. The plainest SDE solver, for comparison: it takes
 * hundreds of steps, and on processes that explode a step must not be longer than its noise level. {@link Ddpm} costs the same and is closer.
 *
 * <p>Elsewhere: {@code EulerMaruyamaPredictor} (score_sde), {@code ScoreSdeVpScheduler} (diffusers).
 *
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, section 4.1
 */
public record EulerMaruyama() implements Solver {
  /** How it is named and made. */
  public static final Part<EulerMaruyama> PART = Part.of(EulerMaruyama.class, "euler-maruyama",
      "Euler-Maruyama on the reverse SDE, in the schedule's time", "arXiv:2011.13456").made(a -> new EulerMaruyama());

  @Override
  public Traits traits() {
    return Traits.of(1).stochastic(1);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point p = s.from(), rate = s.schedule().rate(p.time());
    double dt = s.to().time() - p.time(), f = rate.alpha() / p.alpha();
    double square = 2 * p.sigma() * (rate.sigma() - f * p.sigma());
    return s.x().times(1 + f * dt).plus(s.here().noise().times(square / p.sigma() * dt))
        .plus(s.noise().times(StrictMath.sqrt(square * -dt)));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
