package org.counterflow.solvers.target;

import java.util.Map;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * The exact score of a Gaussian mixture or of a data set, as the posterior mean that the backend computes.
 *
 * <p>It is exact on the points of any process; the schedule only is the default one of a run. At alpha = 0 the data estimate is the
 * mean of the mixture, which is exact too. At sigma = 0, where no noise estimate exists, that of the schedule's earliest point
 * answers, as it does for a network: so a run may begin at clean data.
 *
 * @param mixture the distribution
 * @param shape of one sample, as many elements as the mixture has dimensions
 * @param schedule the default process
 */
public record MixtureScore(Mixture mixture, Shape shape, NoiseSchedule schedule) implements ScoreFunction {
  // Next to sigma this alpha is as good as 0, in single precision too, and the posterior mean is still defined.
  private static final double NEARLY_ZERO = 1e-30;

  /** Checks that shape and mixture agree. */
  public MixtureScore {
    if (shape.elements() != mixture.dimensions())
      throw new IllegalArgumentException("a sample of shape " + shape + " has " + shape.elements() + " elements, but the mixture has "
          + mixture.dimensions() + " dimensions");
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    Tensor state = w.value(x);
    if (at.sigma() == 0) return atCleanData(state, at, w);
    Point place = at.alpha() == 0 ? new Point(at.time(), NEARLY_ZERO * at.sigma(), at.sigma()) : at;
    return Evaluation.ofData(at, state, w.posteriorMean(mixture, state, place));
  }

  private Evaluation atCleanData(Tensor state, Point at, Workspace w) {
    Point own = schedule.earliest();
    Expr x = state.times(own.alpha() / at.alpha());
    Expr data = w.posteriorMean(mixture, x, own);
    Expr noise = x.times(1 / own.sigma()).minus(data.times(own.alpha() / own.sigma()));
    return new Evaluation(at, state, w.value(noise), Prediction.EPSILON, Map.of());
  }
}
