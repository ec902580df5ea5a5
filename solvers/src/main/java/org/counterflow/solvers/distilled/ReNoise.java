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
 * Multistep consistency sampling: the data estimate, noised again to the next level.
 *
 * <p>From any place to q, with s(q) = sigma(q)/alpha(q) and fresh normals z:
 * <pre>x' = alpha(q) (D + sqrt(max(s(q)^2 - sigma-min^2, 0)) z)</pre>
 *
 * <p>For consistency models and flow models distilled to few steps, whose D at any noise level is the end of the flow that passes there:
 * then each step begins with a sample and ends with one, and a second step mends what the first missed. One evaluation a step, no memory. Of an
 * ordinary network D is a mean, and more steps do not make it a sample: order 0.
 *
 * <p>Ids: {@code re-noise} (sigma-min 0: {@code FlowMatchLCMScheduler}, {@code FlowMatchEulerDiscreteScheduler} with
 * {@code stochastic_sampling}) and {@code consistency} (sigma-min 0.002: {@code CMStochasticIterativeScheduler}, {@code sample_onestep} and
 * {@code stochastic_iterative_sampler} of the official code).
 *
 * @param sigmaMin the noise level, as sigma/alpha, that the network takes for clean; 0 by default
 * @see <a href="https://arxiv.org/abs/2303.01469">Song et al. 2023</a>, algorithm 1
 */
public record ReNoise(double sigmaMin) implements Solver {
  private static final Parameter<Double> SIGMA_MIN = Parameter.number("sigma-min", 0, 0, 1e6,
      "sigma/alpha that the network takes for clean; 0.002 for consistency models");

  /** How it is named and made. */
  public static final Part<ReNoise> PART = Part.of(ReNoise.class, "re-noise", "the data estimate, noised again to the next level",
      "arXiv:2303.01469").with(SIGMA_MIN, ReNoise::sigmaMin).made(a -> new ReNoise(a.get(SIGMA_MIN)));

  private static final Parameter<Double> OF_CONSISTENCY = Parameter.number("sigma-min", 0.002, 0, 1e6, "sigma/alpha that the network takes for clean");

  /** The same by the name and the noise level of consistency models. */
  public static final Part<ReNoise> CONSISTENCY = Part.of(ReNoise.class, "consistency", "re-noise as consistency models are sampled",
      "arXiv:2303.01469").with(OF_CONSISTENCY).made(a -> new ReNoise(a.get(OF_CONSISTENCY)));

  /** Checks the range. */
  public ReNoise {
    PART.checked(SIGMA_MIN, sigmaMin);
  }

  /** For networks that take sigma = 0 for clean. */
  public ReNoise() {
    this(SIGMA_MIN.byDefault());
  }

  /** As consistency models are sampled. */
  public static ReNoise consistency() {
    return new ReNoise(OF_CONSISTENCY.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(0).stochastic(0).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point q = s.to();
    double up = StrictMath.sqrt(Math.max(0, (q.ratio() - sigmaMin) * (q.ratio() + sigmaMin)));
    Expr data = s.here().data().times(q.alpha());
    return up == 0 ? data : data.plus(s.noise().times(q.alpha() * up));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
