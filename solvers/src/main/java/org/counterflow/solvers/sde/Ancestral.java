package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * Ancestral sampling around any deterministic solver: it steps to less noise than asked for, then fresh noise makes up the difference.
 *
 * <p>From p to q, with {@code s = sigma/alpha}:
 * <pre>s_up = eta s(q) sqrt(1 - s(q)^2/s(p)^2),   s_down = sqrt(s(q)^2 - s_up^2)
 * x' = alpha(q)/alpha(d) inner(x, p to d) + alpha(q) s_up s_noise z,   d the point of s_down</pre>
 *
 * <p>Around {@link org.counterflow.solvers.ode.Ddim} this is DDIM with eta; with eta 1 it is {@link Ddpm} with the small variance.
 * Order 1 in distribution whatever the inner solver's order; evaluations and memory as the inner solver, but a predictor-corrector cannot
 * use its evaluation again once noise has been added, and takes one more a step. Noise repairs errors of earlier steps and blurs
 * the tie between start and sample: the images change with the number of steps.
 *
 * <p>Elsewhere: {@code EulerAncestralDiscreteScheduler}, {@code KDPM2AncestralDiscreteScheduler}, {@code DDIMScheduler} with eta
 * (diffusers); {@code sample_euler_ancestral}, {@code sample_dpm_2_ancestral}, {@code sample_dpmpp_2s_ancestral} (k-diffusion).
 *
 * @param inner a deterministic solver
 * @param eta share of the ancestral noise, in [0, 1]; 1 by default, 0 is the inner solver alone
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default. Above 1 it makes up for detail that a network smooths away
 * @see <a href="https://arxiv.org/abs/2010.02502">Song, Meng, Ermon 2020</a>, equation 16
 */
public record Ancestral(Solver inner, double eta, double noiseScale) implements Solver {
  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 1, "share of the ancestral noise; 0 is the solver alone");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2,
      "factor on the added noise (k-diffusion's s_noise)");

  /** How it is named and made. */
  public static final Part<Ancestral> PART = Part
      .of(Ancestral.class, "ancestral", "any deterministic solver to less noise than asked for, then fresh noise", "arXiv:2010.02502")
      .around(Ancestral::inner).with(ETA, Ancestral::eta).with(NOISE_SCALE, Ancestral::noiseScale)
      .made(a -> new Ancestral(a.inner(0, Solver.class), a.get(ETA), a.get(NOISE_SCALE)));

  /** Checks the ranges. */
  public Ancestral {
    if (inner.traits().stochastic())
      throw new IllegalArgumentException("ancestral adds the noise itself, but " + inner
          + " draws its own; give a deterministic solver such as ddim or heun");
    PART.checked(ETA, eta);
    PART.checked(NOISE_SCALE, noiseScale);
  }

  /** All of the noise, unscaled. */
  public Ancestral(Solver inner) {
    this(inner, ETA.byDefault());
  }

  /**
   * Some of the noise, unscaled.
   *
   * @param eta in [0, 1]
   */
  public Ancestral(Solver inner, double eta) {
    this(inner, eta, NOISE_SCALE.byDefault());
  }

  @Override
  public Traits traits() {
    return eta == 0 ? inner.traits().wraps(true) : inner.traits().stochastic(1).wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (eta == 0) return s.run(inner, p, s.x(), q);
    Require.towardsData(s, this);
    double fall = q.ratio() / p.ratio(), to = q.ratio();
    double up = eta * to * StrictMath.sqrt(1 - fall * fall);
    if (up == 0) return s.run(inner, p, s.x(), q);
    Point down = s.schedule().atLambda(-0.5 * StrictMath.log((to - up) * (to + up)));
    return s.run(inner, p, s.x(), down).times(q.alpha() / down.alpha()).plus(s.noise().times(q.alpha() * up * noiseScale));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
