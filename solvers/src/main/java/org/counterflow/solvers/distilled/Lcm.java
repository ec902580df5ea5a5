package org.counterflow.solvers.distilled;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * Latent consistency models: the network's data estimate inside the boundary of a consistency function, noised again to the next level.
 *
 * <p>With k = time-scale times the time of the step's beginning, in steps of the network, and fresh normals z:
 * <pre>f = d^2/(k^2 + d^2) x + k/sqrt(k^2 + d^2) D,   x' = alpha(q) f + sigma(q) z</pre>
 * (d is sigma-data). On a table the step is its index, else 999 or 1000 times the unit, so that at all but the first few f is D; {@code edm} and {@code ve} have
 * no steps, and are refused.
 *
 * <p>One evaluation a step, no memory; for networks distilled so, in 2 to 8 steps over the grid {@code origin}. Elsewhere:
 * {@code LCMScheduler} (diffusers), {@code sample_lcm} (ComfyUI, without the boundary: {@link ReNoise}).
 *
 * @param timeScale above 0; 10 by default ({@code timestep_scaling})
 * @param sigmaData above 0; 0.5 by default
 * @see <a href="https://arxiv.org/abs/2310.04378">Luo et al. 2023</a>, algorithm 3 and appendix D
 */
public record Lcm(double timeScale, double sigmaData) implements Solver {
  private static final Parameter<Double> TIME_SCALE = Parameter.number("time-scale", 10, 0, 1e6,
      "of the time in the boundary (diffusers: timestep_scaling)").above();
  private static final Parameter<Double> SIGMA_DATA = Parameter.number("sigma-data", 0.5, 0, 1e6, "of the boundary").above();

  /** How it is named and made. */
  public static final Part<Lcm> PART = Part.of(Lcm.class, "lcm", "latent consistency sampling, for networks distilled so",
      "arXiv:2310.04378").with(TIME_SCALE, Lcm::timeScale).with(SIGMA_DATA, Lcm::sigmaData)
      .made(a -> new Lcm(a.get(TIME_SCALE), a.get(SIGMA_DATA)));

  /** Checks the ranges. */
  public Lcm {
    PART.checked(TIME_SCALE, timeScale);
    PART.checked(SIGMA_DATA, sigmaData);
  }

  /** The boundary of the published networks. */
  public Lcm() {
    this(TIME_SCALE.byDefault(), SIGMA_DATA.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(0).stochastic(0).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point q = s.to();
    double k = timeScale * time(s.schedule(), s.from()), d = sigmaData, n = k * k + d * d;
    Expr f = s.x().times(d * d / n).plus(s.here().data().times(k / StrictMath.sqrt(n))).times(q.alpha());
    return q.sigma() == 0 ? f : f.plus(s.noise().times(q.sigma()));
  }

  /** In steps of the network: of a table the index. */
  private double time(NoiseSchedule schedule, Point p) {
    if (schedule.entries() > 0) return p.time();
    try {
      return schedule.lastStep() * schedule.unit(p);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + ": its boundary is in steps of the network, and " + schedule
          + " has none; take a table, a flow, or re-noise", e);
    }
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
