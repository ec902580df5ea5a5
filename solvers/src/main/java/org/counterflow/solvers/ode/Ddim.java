package org.counterflow.solvers.ode;

import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;

/**
 * DDIM without noise: exponential Euler in lambda, and at once Euler's method in sigma/alpha.
 *
 * <p>From p to q with the data estimate D at (x, p) held:
 * <pre>x' = sigma(q)/sigma(p) x + (alpha(q) - alpha(p) sigma(q)/sigma(p)) D</pre>
 * which is the same as holding the noise estimate.
 *
 * <p>Order 1 (1.01 measured in total variation on the three-bump target, uniform lambda), one evaluation a step, no memory. The
 * yardstick, and the method for encoding where every step must be cheap to invert; for samples {@link DpmSolver2M} costs the same
 * and is of order 2. With noise (eta above 0) it is {@link org.counterflow.solvers.sde.Ancestral} around this.
 *
 * <p>Elsewhere: {@code DDIMScheduler} with eta 0, {@code EulerDiscreteScheduler}, {@code FlowMatchEulerDiscreteScheduler} (diffusers);
 * {@code sample_euler} (k-diffusion); DPM-Solver-1 and DPM-Solver++1.
 *
 * @see <a href="https://arxiv.org/abs/2010.02502">Song, Meng, Ermon 2020</a>, equation 12
 */
public record Ddim() implements Solver {
  /** How it is named and made. */
  public static final Part<Ddim> PART = Part.of(Ddim.class, "ddim", "exponential Euler, which is Euler's method in sigma/alpha",
      "arXiv:2010.02502").made(a -> new Ddim());

  @Override
  public Expr step(Step s) {
    return s.hold(s.here().data());
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
