package org.counterflow.api.score;

/** A correction of an evaluation: a threshold, a clip, a user's own. {@code toString()} is the catalogue text. */
public interface OutputRule {
  /** The corrected evaluation. */
  Evaluation apply(Evaluation e, Workspace w);

  /** Whether the state of the evaluation may differ from the one asked for. */
  default boolean movesState() {
    return false;
  }
}
