package org.counterflow.solvers.guidance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Autoguidance: away from a worse version of the same network, an earlier or a smaller one.
 *
 * <p>With the data estimates D (of the main score function) and B (of the bad one):
 * <pre>D' = B + weight (D - B)</pre>
 *
 * <p>Weights of 1.5 to 3. Raises quality without costing variety, as {@link ClassifierFree} does; both may be asked with a condition. One
 * row of each network an evaluation. Made by {@link org.counterflow.solvers.Guidances#auto}.
 *
 * @param main what is sampled from
 * @param bad what is guided away from; of the same shape and conditions
 * @param weight at least 0; 1 is the main one alone
 * @see <a href="https://arxiv.org/abs/2406.02507">Karras et al. 2024</a>, equation 3
 */
public record Autoguided(ScoreFunction main, ScoreFunction bad, double weight) implements ScoreFunction {
  /** Checks that both belong together. */
  public Autoguided {
    if (!(weight >= 0 && weight <= 1000)) throw new IllegalArgumentException("autoguidance needs a weight from 0 to 1000, was " + weight);
    Shape a = main.shape(), b = bad.shape();
    if (a != null && b != null && !a.equals(b))
      throw new IllegalArgumentException("autoguidance needs two score functions of one shape, " + main + " has " + a + ", " + bad + " has " + b);
    if (main.movesState() || bad.movesState()) throw new IllegalArgumentException(
        "autoguidance compares estimates of one state, and a rule or guidance of " + (main.movesState() ? main : bad) + " moves it");
  }

  @Override
  public NoiseSchedule schedule() {
    return main.schedule();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    return evaluate(x, at, at, w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    Evaluation m = main.evaluate(x, at, towards, w);
    return weight == 1 ? m : combined(m, bad.evaluate(x, at, towards, w), w);
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    List<Evaluation> ms = main.evaluate(xs, ats, w);
    if (weight == 1) return ms;
    List<Evaluation> bs = bad.evaluate(xs, ats, w), all = new ArrayList<>();
    for (int i = 0; i < ms.size(); i++) all.add(combined(ms.get(i), bs.get(i), w));
    return all;
  }

  private Evaluation combined(Evaluation m, Evaluation b, Workspace w) {
    if (m.prediction().equals(b.prediction())) return m.with(w.value(b.raw().plus(m.raw().minus(b.raw()).times(weight))));
    return Moved.data(m, m.data().minus(b.data()).times(weight - 1), w);
  }

  @Override
  public List<ScoreNetwork> networks() {
    var all = new LinkedHashSet<>(main.networks());
    all.addAll(bad.networks());
    return List.copyOf(all);
  }

  @Override
  public Set<String> takes() {
    var all = new TreeSet<>(main.takes());
    all.addAll(bad.takes());
    return all;
  }

  @Override
  public Set<String> needs() {
    var all = new TreeSet<>(main.needs());
    all.addAll(bad.needs());
    return all;
  }

  @Override
  public Map<String, Value> brings() {
    var all = new TreeMap<>(bad.brings());
    all.putAll(main.brings());
    return all;
  }

  @Override
  public @Nullable Shape shape() {
    return main.shape() == null ? bad.shape() : main.shape();
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<>(main.settings());
    settings.put("autoguidance", Parameter.text(weight));
    bad.settings().forEach((key, text) -> settings.put("autoguidance." + key, text));
    return settings;
  }

  @Override
  public String toString() {
    return main + " away from " + bad + " by " + Parameter.text(weight);
  }
}
