package org.counterflow.api.score;

import java.util.Set;

/**
 * A correction of an evaluation: a threshold, a clip, a user's own. {@code toString()} is the catalogue text. A function of its arguments
 * alone: an adaptive run may call it again with the same ones.
 */
public interface OutputRule {
  /** The corrected evaluation. */
  Evaluation apply(Evaluation e, Workspace w);

  /** Whether the state of the evaluation may differ from the one asked for. */
  default boolean movesState() {
    return false;
  }

  /** Names of values that it reads from the run's conditions ({@link Workspace#given}): a mask, a known image. */
  default Set<String> takes() {
    return Set.of();
  }

  /** Those of {@link #takes} that a run must be given; else it is refused before it begins. */
  default Set<String> needs() {
    return Set.of();
  }
}
