package org.counterflow.api.internal.driver;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Told of the start and of each accepted step. */
public interface StepListener {
  /**
   * Samples have begun or taken a step.
   *
   * @param step steps taken
   * @param points where the step began, and where it ended
   * @param plan the linear combination that gave the state
   * @param state at the end
   * @param kept the evaluation at the step's beginning, or null if it made none there
   * @param first the number of the first sample in the run
   */
  void progressed(int step, List<Point> points, Expr plan, Tensor state, @Nullable Evaluation kept, int first);
}
