package org.counterflow.api.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#with}. */
record RuledScore(ScoreFunction inner, OutputRule rule) implements ScoreFunction {
  @Override
  public NoiseSchedule schedule() {
    return inner.schedule();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    return ruled(inner.evaluate(x, at, w), w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    return ruled(inner.evaluate(x, at, towards, w), w);
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    List<Evaluation> all = inner.evaluate(xs, ats, w);
    if (all == null) throw new IllegalStateException("the score function " + inner + " gave null for its evaluations");
    return all.stream().map(e -> ruled(e, w)).toList();
  }

  private Evaluation ruled(@Nullable Evaluation e, Workspace w) {
    if (e == null) throw new IllegalStateException("the score function " + inner + " gave null for an evaluation");
    Evaluation ruled = rule.apply(e, w);
    if (ruled == null) throw new IllegalStateException("the rule " + rule + " gave null for an evaluation");
    return ruled;
  }

  @Override
  public Map<String, Value> brings() {
    return inner.brings();
  }

  @Override
  public Set<String> takes() {
    return union(inner.takes(), rule.takes());
  }

  @Override
  public Set<String> needs() {
    return union(inner.needs(), rule.needs());
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    var all = new TreeSet<>(a);
    all.addAll(b);
    return all;
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
  public List<ScoreNetwork> networks() {
    return inner.networks();
  }

  @Override
  public @Nullable Shape shape() {
    return inner.shape();
  }
}
