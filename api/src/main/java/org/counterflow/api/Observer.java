package org.counterflow.api;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Watches a run: progress, previews, coefficient plans. Called in the run's thread, after the step has counted; what it throws ends
 * {@link Run#advance}. Adaptive runs tell only {@link #started}: each sample has steps of its own there.
 *
 * <p>A large run is cut into groups of samples that are finished one after the other, so that memory stays bounded.
 */
public interface Observer {
  /**
   * A group of samples begins.
   *
   * @param first the number of its first sample
   * @param samples how many it has
   */
  default void started(long first, int samples) {}

  /**
   * A step was accepted.
   *
   * @param index the step's number, from 0
   * @param from where it began
   * @param to where it ended
   * @param plan the linear combination that gave the state
   * @param x the state at {@code to}, [samples of the group, shape]; valid during the call
   * @param kept the evaluation that enters the history, or null if the step made none
   */
  void stepped(int index, Point from, Point to, Expr plan, Tensor x, @Nullable Evaluation kept);
}
