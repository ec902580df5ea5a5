package org.counterflow.api.catalogue;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;

/**
 * A distribution whose score is known exactly: a Gaussian mixture or a data set ({@link MixtureTarget}), or whatever else somebody has
 * the formula of. {@code toString()} is the catalogue text that makes it again.
 */
public interface Target {
  /** The shape of one sample. */
  Shape shape();

  /** The process on which it is sampled by default. */
  NoiseSchedule schedule();

  /**
   * Its exact score function.
   *
   * @param own the process whose points it is asked at by default; any other works too
   */
  ScoreFunction exact(NoiseSchedule own);

  /** The same, whose settings say whose it is. */
  default ScoreFunction score(NoiseSchedule own) {
    return exact(own).noting("target", toString());
  }

  /** The score function on its own process. */
  default ScoreFunction score() {
    return score(schedule());
  }

  /** How many terms an evaluation adds up for each element: a measure of its work, the components of a mixture. */
  default int terms() {
    return 1;
  }
}
