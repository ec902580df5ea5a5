package org.counterflow.api.internal.driver;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Told of each accepted step. */
public interface StepListener {
  /** See {@code Observer.stepped}. */
  void stepped(int index, Point from, Point to, Expr plan, Tensor x, @Nullable Evaluation kept);
}
