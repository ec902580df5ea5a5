package org.counterflow.diagnostics.distance;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;

/**
 * What samplers on a line are told of the data: the data estimate D as a function of the state, at each point. The exact one, a learned one, or one
 * made wrong on purpose. With the score s it is {@code D(x) = (x + sigma^2 s(x)) / alpha}.
 */
@FunctionalInterface
public interface DataEstimate {
  /**
   * The estimate at a point.
   *
   * @param p with alpha and sigma above 0
   * @return finite for every finite state
   */
  DoubleUnaryOperator at(Point p);

  /**
   * The shortest length on which it bends, in units of {@code x / sqrt(alpha^2 + sigma^2)}: densities that it makes are followed on nodes that
   * resolve a deviation of so much. Infinite by default: no shorter than the deviations of the exact law.
   */
  default double finest() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * The same as a score function, for any sampler of samples of one number.
   *
   * @param own the process of its runs
   */
  default ScoreFunction score(NoiseSchedule own) {
    return new LineScore(this, own);
  }

  /**
   * The exact one.
   *
   * @param mixture in one dimension
   */
  static DataEstimate exact(Mixture mixture) {
    return p -> new MixtureLaw(mixture, p)::data;
  }
}
