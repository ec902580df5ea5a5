package org.counterflow.api.catalogue;

import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;

/**
 * A mixture, or a data set, as a target.
 *
 * @param text the catalogue text
 * @param shape of one sample, with as many elements as the mixture has dimensions
 * @param mixture the distribution
 * @param schedule the process on which it is sampled by default
 */
public record MixtureTarget(String text, Shape shape, Mixture mixture, NoiseSchedule schedule) implements Target {
  @Override
  public ScoreFunction exact(NoiseSchedule own) {
    return ScoreFunction.of(mixture, shape, own);
  }

  @Override
  public int terms() {
    return mixture.components();
  }

  @Override
  public String toString() {
    return text;
  }
}
