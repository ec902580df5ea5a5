package org.counterflow.api.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#noting}. */
record NotedScore(ScoreFunction inner, String key, String value) implements ScoreFunction {
  @Override
  public NoiseSchedule schedule() {
    return inner.schedule();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    return inner.evaluate(x, at, w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    return inner.evaluate(x, at, towards, w);
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    return inner.evaluate(xs, ats, w);
  }

  @Override
  public Map<String, Value> brings() {
    return inner.brings();
  }

  @Override
  public Set<String> takes() {
    return inner.takes();
  }

  @Override
  public Set<String> needs() {
    return inner.needs();
  }

  @Override
  public boolean movesState() {
    return inner.movesState();
  }

  @Override
  public List<ScoreNetwork> networks() {
    return inner.networks();
  }

  @Override
  public @Nullable Shape shape() {
    return inner.shape();
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<>(inner.settings());
    settings.put(key, value);
    return settings;
  }

  @Override
  public ScoreFunction guided(Guidance g) {
    return new NotedScore(inner.guided(g), key, value);
  }
}
