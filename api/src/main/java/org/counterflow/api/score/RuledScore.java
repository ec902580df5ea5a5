package org.counterflow.api.score;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#with}. */
record RuledScore(ScoreFunction inner, OutputRule rule) implements ScoreFunction {
  @Override
  public NoiseSchedule schedule() {
    return inner.schedule();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    return rule.apply(inner.evaluate(x, at, w), w);
  }

  @Override
  public boolean movesState() {
    return inner.movesState() || rule.movesState();
  }

  @Override
  public @Nullable Network network() {
    return inner.network();
  }

  @Override
  public @Nullable Shape shape() {
    return inner.shape();
  }
}
