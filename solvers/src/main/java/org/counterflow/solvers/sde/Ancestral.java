package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.ode.AddedNoise;

/**
 * Ancestral sampling around any deterministic solver: it steps to less noise than asked for, then fresh noise makes up the difference.
 *
 * <p>From p to q, with {@code s = sigma/alpha}:
 * <pre>s_up = eta s(q) sqrt(1 - s(q)^2/s(p)^2) (ddim) or s(q) sin(eta pi/2) (cps),   s_down = sqrt(s(q)^2 - s_up^2)
 * x' = alpha(q)/alpha(d) inner(x, p to d) + alpha(q) s_up s_noise z,   d the point of s_down</pre>
 *
 * <p>Around {@link org.counterflow.solvers.ode.Ddim} this is DDIM with eta; with eta 1 it is {@link Ddpm} with the small variance.
 * With {@code eta-rule=cps}, coefficient-preserving sampling, the share of fresh noise is the same in steps of any length: an exploration for
 * the reinforcement learning of few-step flows, which does not converge as steps are added.
 *
 * <p>Multistep methods on noise estimates (lms, ipndm, plms, deis-tab, accelerated-ode-ab2) explode in it at few steps: what they remember is
 * noise that was replaced since. Take a data form such as dpmpp-2m, or a method without memory; so it is with {@link Churn}.
 *
 * <p>Order 1 in distribution whatever the inner solver's order; evaluations and memory as the inner solver, but a predictor-corrector cannot
 * use its evaluation again once noise has been added, and takes one more a step. Noise repairs errors of earlier steps and blurs
 * the tie between start and sample: the images change with the number of steps.
 *
 * <p>Elsewhere: {@code EulerAncestralDiscreteScheduler}, {@code KDPM2AncestralDiscreteScheduler}, {@code DDIMScheduler} with eta
 * (diffusers); {@code sample_euler_ancestral}, {@code sample_dpm_2_ancestral}, {@code sample_dpmpp_2s_ancestral} (k-diffusion).
 *
 * @param inner a deterministic solver
 * @param eta share of the ancestral noise, in [0, 1]; 1 by default, 0 is the inner solver alone
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default. Above 1 it makes up for detail that a network smooths away
 * @param etaRule what eta is a share of; {@code ddim} by default
 * @param floor how far down the inner solver goes; {@code none} by default
 * @see <a href="https://arxiv.org/abs/2010.02502">Song, Meng, Ermon 2020</a>, equation 16
 * @see <a href="https://arxiv.org/abs/2509.05952">Coefficients-preserving sampling, 2025</a>, for {@code cps}
 */
public record Ancestral(Solver inner, double eta, double noiseScale, EtaRule etaRule, AddedNoise.Floor floor) implements Solver {
  /** What eta is a share of. */
  public enum EtaRule {
    /** The ancestral noise of the step, which vanishes with its length. */
    DDIM,
    /** All of the noise, as an angle: coefficient-preserving sampling. */
    CPS
  }

  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 1, "share of the ancestral noise; 0 is the solver alone");
  private static final Parameter<EtaRule> ETA_RULE = Parameter.choice("eta-rule", EtaRule.DDIM,
      "what eta is a share of: the step's ancestral noise, or as an angle of all noise (coefficient-preserving, for flows)");

  /** How it is named and made. */
  public static final Part<Ancestral> PART = Part
      .of(Ancestral.class, "ancestral", "any deterministic solver to less noise than asked for, then fresh noise", "arXiv:2010.02502")
      .around(Ancestral::inner).with(ETA, Ancestral::eta).with(AddedNoise.SCALE, Ancestral::noiseScale)
      .with(ETA_RULE, Ancestral::etaRule).with(AddedNoise.FLOOR, Ancestral::floor)
      .made(a -> new Ancestral(a.inner(0, Solver.class), a.get(ETA), a.get(AddedNoise.SCALE), a.get(ETA_RULE), a.get(AddedNoise.FLOOR)));

  /** Checks the ranges. */
  public Ancestral {
    if (inner.traits().stochastic())
      throw new IllegalArgumentException("ancestral adds the noise itself, but " + inner
          + " draws its own; give a deterministic solver such as ddim or heun");
    PART.checked(ETA, eta);
    PART.checked(AddedNoise.SCALE, noiseScale);
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
    this(inner, eta, AddedNoise.SCALE.byDefault());
  }

  /**
   * Some of the noise, scaled.
   *
   * @param eta in [0, 1]
   * @param noiseScale in [0, 2]
   */
  public Ancestral(Solver inner, double eta, double noiseScale) {
    this(inner, eta, noiseScale, ETA_RULE.byDefault(), AddedNoise.FLOOR.byDefault());
  }

  /**
   * Some of the noise, unscaled, by another rule.
   *
   * @param eta in [0, 1]
   */
  public Ancestral(Solver inner, double eta, EtaRule rule) {
    this(inner, eta, AddedNoise.SCALE.byDefault(), rule, AddedNoise.FLOOR.byDefault());
  }

  @Override
  public Traits traits() {
    Traits t = inner.traits();
    if (eta == 0) return t.wraps(true);
    int order = etaRule == EtaRule.CPS ? 0 : 1;
    return Traits.of(order).remembers(t.remembers()).evaluations(t.evaluationsMoved()).stochastic(order).wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (eta == 0) return s.run(inner, p, s.x(), q);
    Require.towardsData(s, this);
    AddedNoise.Descent d = AddedNoise.descent(s.schedule(), q, up(p, q), floor);
    if (d.up() == 0) return s.run(inner, p, s.x(), q);
    return s.run(inner, p, s.x(), d.point()).times(q.alpha() / d.point().alpha())
        .plus(s.noise().times(q.alpha() * d.up() * noiseScale));
  }

  private double up(Point p, Point q) {
    return etaRule == EtaRule.CPS ? q.ratio() * StrictMath.sin(eta * Math.PI / 2) : AddedNoise.up(p, q, eta);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
