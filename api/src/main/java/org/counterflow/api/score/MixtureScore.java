package org.counterflow.api.score;

import java.util.Map;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/** See {@link ScoreFunction#of(Mixture, Shape, NoiseSchedule)}. */
record MixtureScore(Mixture mixture, Shape shape, NoiseSchedule schedule) implements ScoreFunction {
  // Beside any sigma this alpha is as good as 0, in single precision too, and the posterior mean is still defined.
  private static final double NEARLY_ZERO = 1e-30;

  MixtureScore {
    if (shape.elements() != mixture.dimensions())
      throw new IllegalArgumentException("a mixture in " + mixture.dimensions() + " dimensions has no samples of shape " + shape);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    Tensor state = w.value(x);
    if (at.sigma() == 0) return atCleanData(state, at, w);
    Point place = at.alpha() == 0 ? new Point(at.time(), NEARLY_ZERO * at.sigma(), at.sigma()) : at;
    return Evaluation.ofData(at, state, w.posteriorMean(mixture, state, place));
  }

  /** Clean data says nothing of the noise; the estimate of the schedule's nearest place does, as it does for a network. */
  private Evaluation atCleanData(Tensor state, Point at, Workspace w) {
    Point own = schedule.earliest();
    Tensor x = w.value(state.times(own.alpha() / at.alpha()));
    Expr noise = Prediction.DATA.noise(own).of(x, w.posteriorMean(mixture, x, own));
    return new Evaluation(at, state, w.value(noise), Prediction.EPSILON, Map.of());
  }
}
