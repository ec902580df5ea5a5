package org.counterflow.api.score;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
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
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<>(inner.settings());
    // Two rules are two texts, in the order in which they are applied.
    settings.merge("rule", rule.toString(), (first, second) -> first + " + " + second);
    return settings;
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
