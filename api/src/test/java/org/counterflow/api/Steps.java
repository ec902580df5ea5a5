package org.counterflow.api;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Watches steps alone: not the start. */
interface Steps extends Watcher {
  void stepped(int index, Point from, Point to, Expr plan, Tensor x, @Nullable Evaluation kept);

  @Override
  default void progressed(Progress p) {
    if (p.step() > 0) stepped(p.step() - 1, p.from(), p.at(), p.plan(), p.state(), p.evaluation());
  }
}
