package org.counterflow.api.catalogue;

import org.counterflow.api.backend.Mixture;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;

/**
 * A distribution whose score is known exactly: a Gaussian mixture or a data set.
 *
 * @param id the catalogue text
 * @param shape of one sample
 * @param mixture the distribution
 * @param score its score function
 */
public record Target(String id, Shape shape, Mixture mixture, ScoreFunction score) {
  /** Has the score function say whose it is. */
  public Target {
    if (!score.settings().containsKey("target")) score = score.noting("target", id);
  }

  @Override
  public String toString() {
    return id;
  }
}
