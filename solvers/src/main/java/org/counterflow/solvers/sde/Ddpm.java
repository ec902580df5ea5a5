package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.internal.VpForm;

/**
 * Ancestral sampling of DDPM: the posterior of the state at q given the state at p and the data estimate.
 *
 * <p>With {@code s = sigma/alpha}, {@code n^2 = alpha^2 + sigma^2} (1 where the process preserves the variance) and
 * {@code b = 1 - s(q)^2/s(p)^2}:
 * <pre>x' = alpha(p) sigma(q)^2 / (alpha(q) sigma(p)^2) x + alpha(q) b D + sqrt(v) z
 * v = b sigma(q)^2  (small),   b sigma(p)^2 n(q)^2/n(p)^2  (large, beta of the step),   or what the network says</pre>
 * A network with a learned range gives {@code variance} in [-1, 1] beside its first output:
 * {@code log v = (1 - f) log small + f log large} with {@code f = (variance + 1)/2}. Along any process a sample is that of the
 * variance-preserving one, scaled.
 *
 * <p>Order 1 in distribution, one evaluation a step, no memory. It takes hundreds of steps; with fewer, solvers without noise are
 * closer. No noise is added in a step to sigma = 0.
 *
 * <p>Elsewhere: {@code DDPMScheduler} with {@code fixed_small} (also {@code fixed_small_log}), {@code fixed_large} or
 * {@code learned_range} (diffusers). With the small variance it is {@link Ancestral} around {@link org.counterflow.solvers.ode.Ddim} with
 * eta 1. {@link org.counterflow.solvers.theory.DdpmLi} is the form whose rates are proved.
 *
 * @param variance of the noise; {@code small} by default: exact if the data were one point
 * @param varianceFloor the least small variance, in [0, 1]; 0 by default. Above 0 there is noise in the last step, too, unless it begins at
 *     the schedule's earliest point: for replaying diffusers, which has 1e-20
 * @see <a href="https://arxiv.org/abs/2006.11239">Ho, Jain, Abbeel 2020</a>, algorithm 2
 * @see <a href="https://arxiv.org/abs/2102.09672">Nichol, Dhariwal 2021</a>, equation 15, for the learned range
 */
public record Ddpm(Variance variance, double varianceFloor) implements Solver {
  /** The variance of a step's noise. */
  public enum Variance {
    /** Exact if the data were one point. */
    SMALL,
    /** Exact if the data were standard normal. */
    LARGE,
    /** Between both, by the network's output {@code variance}. */
    LEARNED
  }

  /** The name of the network's output that {@link Variance#LEARNED} reads. */
  public static final String VARIANCE = "variance";

  private static final Parameter<Variance> OF_THE_NOISE = Parameter.choice("variance", Variance.SMALL,
      "of the noise: DDPM's two bounds, or between them by the network's output \"variance\"");

  private static final Parameter<Double> FLOOR = Parameter.number("variance-floor", 0, 0, 1,
      "under the small variance; above 0 with noise in each step that does not begin at the first entry: 1e-20 is for replaying diffusers");

  /** How it is named and made. */
  public static final Part<Ddpm> PART = Part
      .of(Ddpm.class, "ddpm", "ancestral sampling with the posterior of each step", "arXiv:2006.11239")
      .with(OF_THE_NOISE, Ddpm::variance).with(FLOOR, Ddpm::varianceFloor).made(a -> new Ddpm(a.get(OF_THE_NOISE), a.get(FLOOR)));

  /** Checks the range. */
  public Ddpm {
    PART.checked(FLOOR, varianceFloor);
  }

  /** The small variance. */
  public Ddpm() {
    this(OF_THE_NOISE.byDefault());
  }

  /** Another variance, without a floor. */
  public Ddpm(Variance variance) {
    this(variance, FLOOR.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(1).stochastic(1).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point p = s.from(), q = s.to();
    double part = -StrictMath.expm1(-2 * p.stepTo(q)), keep = q.sigma() * q.sigma() / (p.sigma() * p.sigma());
    // The upper bound is beta of the variance-preserving form: that of data of deviation 1, which no other process keeps at 1.
    double to = VpForm.scale(q), small = Math.max(varianceFloor, part * q.sigma() * q.sigma()), large = VpForm.beta(p, q) * to * to;
    Expr mean = s.x().times(p.alpha() / q.alpha() * keep).plus(s.here().data().times(q.alpha() * part));
    if (varianceFloor > 0 ? p.samePlace(s.schedule().earliest()) : q.sigma() == 0) return mean;
    return mean.plus(switch (variance) {
      case SMALL -> s.noise().times(StrictMath.sqrt(small));
      case LARGE -> s.noise().times(StrictMath.sqrt(large));
      case LEARNED -> {
        Expr spread = s.exp(learned(s.here()).times(0.25 * StrictMath.log(large / small)));
        yield s.multiply(spread, s.noise()).times(StrictMath.sqrt(StrictMath.sqrt(large * small)));
      }
    });
  }

  private Tensor learned(Evaluation e) {
    Tensor v = e.extras().get(VARIANCE);
    if (v == null)
      throw new IllegalArgumentException(this + " needs a network with an output \"" + VARIANCE + "\", this one has no further outputs than "
          + e.extras().keySet() + ": take variance=small or large");
    return v;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
