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
 * DPM-Solver++ (SDE): a stage a fraction r of the way in lambda, and both the stage and the step reached by an ancestral step with noise of
 * its own.
 *
 * <p>With {@code up(q) = min(s(q), eta s(q) sqrt(1 - s(q)^2/s(p)^2))}, {@code s = sigma/alpha}, and hold(D, q) the move from (x, p) to the point
 * of q's alpha and {@code sqrt(s(q)^2 - up(q)^2)} if the data estimate were D:
 * <pre>u  = hold(D, m) + alpha(m) up(m) z_m,   m the point at lambda(p) + r h
 * x' = hold((1 - 1/(2r)) D + 1/(2r) D(u, m), q) + alpha(q) up(q) z</pre>
 *
 * <p>Order 1 in distribution (0.9 measured on a Gaussian) and on a Brownian path, for eta 0 of order 2; two evaluations a step, no memory.
 * The stage's noise enters the step through the estimate alone, which costs an order: {@link SeedsSde} of two stages costs the same and has
 * order 2, {@link SdeMultistep} half of it.
 *
 * <p>Elsewhere: {@code sample_dpmpp_sde} (k-diffusion), {@code DPMSolverSDEScheduler} (diffusers); both on a Brownian path.
 *
 * @param eta share of the ancestral noise, in [0, 1]; 1 by default
 * @param r where the stage lies, in (0, 1]; 1/2 by default
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, algorithm 1 for its deterministic part
 */
public record DpmSolverPPSde(double eta, double r, double noiseScale) implements Solver {
  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 1, "share of the ancestral noise; 0 is deterministic");
  private static final Parameter<Double> R = Parameter.number("r", 0.5, 0, 1, "where the stage lies, a fraction of the step in lambda").above();
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2,
      "factor on the added noise (k-diffusion's s_noise)");

  /** How it is named and made. */
  public static final Part<DpmSolverPPSde> PART = Part
      .of(DpmSolverPPSde.class, "dpmpp-sde", "DPM-Solver++ with a stage, and noise in both", "arXiv:2211.01095")
      .with(ETA, DpmSolverPPSde::eta).with(R, DpmSolverPPSde::r).with(NOISE_SCALE, DpmSolverPPSde::noiseScale)
      .made(a -> new DpmSolverPPSde(a.get(ETA), a.get(R), a.get(NOISE_SCALE)));

  /** Checks the ranges. */
  public DpmSolverPPSde {
    PART.checked(ETA, eta);
    PART.checked(R, r);
    PART.checked(NOISE_SCALE, noiseScale);
  }

  /** All of the noise, the stage in the middle. */
  public DpmSolverPPSde() {
    this(ETA.byDefault());
  }

  /** Some of the noise. */
  public DpmSolverPPSde(double eta) {
    this(eta, R.byDefault(), NOISE_SCALE.byDefault());
  }

  @Override
  public Traits traits() {
    return eta == 0 ? Traits.of(2).evaluations(2) : Traits.of(1).evaluations(2).stochastic(1);
  }

  @Override
  public Expr step(Step s) {
    if (eta > 0) Require.towardsData(s, this);
    Point middle = s.schedule().between(s.from(), s.to(), r);
    Expr start = s.here().data();
    Expr stage = s.evaluate(towards(s, start, middle), middle).data();
    double weight = 1 / (2 * r);
    return towards(s, weight == 1 ? stage : start.times(1 - weight).plus(stage.times(weight)), s.to());
  }

  private Expr towards(Step s, Expr data, Point q) {
    if (eta == 0) return s.from().hold(s.x(), data, q);
    double to = q.ratio(), fall = to / s.from().ratio(), up = Math.min(to, eta * to * StrictMath.sqrt(1 - fall * fall));
    var down = new Point(q.time(), q.alpha(), q.alpha() * StrictMath.sqrt((to - up) * (to + up)));
    return s.from().hold(s.x(), data, down).plus(s.noise(s.from(), q).times(q.alpha() * up * noiseScale));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
