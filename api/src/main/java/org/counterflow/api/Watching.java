package org.counterflow.api;

import java.util.List;
import org.counterflow.api.internal.driver.StepListener;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Tells the watchers of a run. */
final class Watching implements StepListener {
  private final List<Watcher> watchers;
  private final int steps;
  private final int count;
  private int finished;

  Watching(List<Watcher> watchers, int steps, int count) {
    this.watchers = watchers;
    this.steps = steps;
    this.count = count;
  }

  /** So many samples are at their end. */
  void finished(int samples) {
    finished = samples;
  }

  @Override
  public void progressed(int step, List<Point> points, Expr plan, Tensor state, @Nullable Evaluation kept, int first) {
    if (watchers.isEmpty()) return;
    var p = new Progress(step, steps, points, plan, state, kept, first, state.batch(), finished, count);
    for (Watcher w : watchers) w.progressed(p);
  }
}
