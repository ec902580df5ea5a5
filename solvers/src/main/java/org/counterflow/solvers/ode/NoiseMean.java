package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;

/**
 * The step of the multistep methods that are written in sigma/alpha, where {@code dy/dr = epsilon} for {@code y = x/alpha}: a weighted mean
 * of noise estimates is held.
 *
 * <p>It needs no finite lambda at the step's end, so these methods step to sigma = 0 by themselves.
 */
final class NoiseMean {
  /** The weights of the estimate at the step's beginning and of those before it; their sum is 1. */
  interface Weights {
    /** One weight for the beginning and one for each of the past, latest first. */
    double[] of(List<Evaluation> past);
  }

  private NoiseMean() {}

  /** Whether no more than {@link #hold} makes sense: the step begins at an end, goes to alpha = 0, or has no length, as replays have it. */
  static boolean holds(Step s) {
    return !s.from().inside() || s.to().alpha() == 0 || s.from().samePlace(s.to());
  }

  /** The step of order 1, with the estimate that is known at its beginning. */
  static Expr hold(Step s) {
    return s.from().alpha() == 0 ? s.hold(s.here().data()) : s.holdNoise(s.here().noise());
  }

  /** The step with the mean of these estimates. */
  static Expr step(Step s, List<Evaluation> past, Weights weights) {
    return s.holdNoise(mean(s.here(), past, weights.of(past)));
  }

  static Expr mean(Evaluation here, List<Evaluation> past, double[] w) {
    Expr sum = here.noise().times(w[0]);
    for (int k = 0; k < past.size(); k++) sum = sum.plus(past.get(k).noise().times(w[k + 1]));
    return sum;
  }
}
