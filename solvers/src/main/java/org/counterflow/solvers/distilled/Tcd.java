package org.counterflow.solvers.distilled;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * Trajectory consistency distillation with strategic stochastic sampling: a deterministic step beyond the target, and noise back to it.
 *
 * <p>From p to q by way of the place r at time {@code (1 - gamma) t(q)} (of a table its entry below), with fresh normals z:
 * <pre>x_r = alpha(r) D + sigma(r) E,   x' = alpha(q)/alpha(r) x_r + sqrt(sigma(q)^2 - (alpha(q)/alpha(r))^2 sigma(r)^2) z</pre>
 *
 * <p>Gamma 0 is DDIM, which is of order 1; with gamma above 0 the noise mends what a distilled network misses, and an ordinary network is not
 * sampled right: order 0. One evaluation a step, no memory. A step to clean data draws no noise. Elsewhere: {@code TCDScheduler} (diffusers,
 * where gamma is {@code eta}, 0.3 by default, over the grid {@code origin} to the table's first entry).
 *
 * @param gamma in [0, 1]; 0.3 by default
 * @see <a href="https://arxiv.org/abs/2402.19159">Zheng et al. 2024</a>, algorithm 4
 */
public record Tcd(double gamma) implements Solver {
  private static final Parameter<Double> GAMMA = Parameter.number("gamma", 0.3, 0, 1, "share of the target's time that is left and noised back "
      + "(diffusers: eta)");

  /** How it is named and made. */
  public static final Part<Tcd> PART = Part.of(Tcd.class, "tcd", "trajectory consistency sampling; gamma 0 is ddim", "arXiv:2402.19159")
      .with(GAMMA, Tcd::gamma).made(a -> new Tcd(a.get(GAMMA)));

  /** Checks the range. */
  public Tcd {
    PART.checked(GAMMA, gamma);
  }

  /** The gamma of diffusers. */
  public Tcd() {
    this(GAMMA.byDefault());
  }

  @Override
  public Traits traits() {
    return gamma == 0 ? Traits.of(1) : Traits.of(0).stochastic(0).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    if (gamma == 0) return s.hold(s.here().data());
    Require.towardsData(s, this);
    Point q = s.to(), clean = s.schedule().clean();
    // Of a table an entry; in continuous time from that of clean data on.
    boolean table = s.schedule().entries() > 0;
    double t = table ? StrictMath.floor((1 - gamma) * q.time()) : clean.time() + (1 - gamma) * (q.time() - clean.time());
    Point r = q.sigma() == 0 || t == q.time() ? q : s.schedule().at(t);
    double ratio = q.alpha() / r.alpha();
    Expr x = s.from().hold(s.x(), s.here().data(), r).times(ratio);
    double variance = (q.sigma() - ratio * r.sigma()) * (q.sigma() + ratio * r.sigma());
    return variance <= 0 ? x : x.plus(s.noise().times(StrictMath.sqrt(variance)));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
