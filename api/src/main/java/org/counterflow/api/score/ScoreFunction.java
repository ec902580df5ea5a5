package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.network.Network;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** What a sampler asks: an evaluation of a state at a point. Made of a network, of a known distribution, or of other score functions. */
public interface ScoreFunction {
  /** The process it was made for: the default process of a run. */
  NoiseSchedule schedule();

  /**
   * What it says of a state at a point of the run's process, with alpha = 0 or sigma = 0 allowed: there its own latest or earliest point
   * answers.
   */
  Evaluation evaluate(Expr x, Point at, Workspace w);

  /**
   * The same in a step towards another point, for networks that take a second time: flow maps, mean flows. Whoever wraps a score function
   * hands it on; what takes no second time need not look at it.
   *
   * @param towards where the step ends
   */
  default Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    return evaluate(x, at, w);
  }

  /** The same of several states, each at a point of its own: one call of the network, with a label a row. */
  default List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    var all = new ArrayList<Evaluation>(xs.size());
    for (int i = 0; i < xs.size(); i++) all.add(evaluate(xs.get(i), ats.get(i), w));
    return all;
  }

  /** Whether the state of an evaluation may differ from the one asked for; the driver then evaluates before the step begins. */
  default boolean movesState() {
    return false;
  }

  /**
   * The networks behind it: they decide about memory, shape and micro-batch, and stand in the recipe. A condition must be known to one of
   * them, or be among {@link #takes}. Empty where nothing is learned.
   */
  default List<ScoreNetwork> networks() {
    return List.of();
  }

  /** Names of values that its guidance and its rules read from the run's conditions, beside those that networks take. */
  default Set<String> takes() {
    return Set.of();
  }

  /** Those of {@link #takes} without which it cannot be asked: what its rules need. */
  default Set<String> needs() {
    return Set.of();
  }

  /** Values that its guidance brings to a run's conditions, by name; those of the run count more. */
  default Map<String, Value> brings() {
    return Map.of();
  }

  /** The shape of one sample, where it is known. */
  default @Nullable Shape shape() {
    for (ScoreNetwork n : networks()) if (n.shape() != null) return n.shape();
    return null;
  }

  /**
   * What a recipe says of it, by the recipe's keys: {@code prediction}, {@code time}, {@code network.schedule} (the process a network was
   * trained on), {@code guidance}, {@code rule}, {@code target}. Nothing by default: whoever writes a score function says here what tells
   * it from others, and a saved run is not continued with one that says something else.
   */
  default SequencedMap<String, String> settings() {
    return Collections.emptyNavigableMap();
  }

  /** The same with one more of its {@link #settings}: what only its maker knows. */
  default ScoreFunction noting(String key, String value) {
    return new NotedScore(this, key, value);
  }

  /**
   * The score function of a network, from what its file says of itself.
   *
   * @param network the network; stays the caller's to close
   * @throws IllegalArgumentException if the file does not say its prediction, schedule or time
   * @throws org.counterflow.api.network.NetworkException if what the file says cannot be read, or a role is ambiguous
   */
  static ScoreFunction of(Network network) {
    return ScoreReader.find().read(ScoreNetwork.of(network), Map.of());
  }

  /**
   * The score function of a network.
   *
   * @param network the network; stays the caller's to close
   * @param prediction what its output means
   * @param label what its time input takes
   * @param own the process it was trained on
   * @throws org.counterflow.api.network.NetworkException if a role is ambiguous
   */
  static ScoreFunction of(Network network, Prediction prediction, TimeLabel label, NoiseSchedule own) {
    return of(ScoreNetwork.of(network), prediction, label, own);
  }

  /**
   * The score function of a network whose roles are known.
   *
   * @param network the network; stays the caller's to close
   * @param prediction what its output means
   * @param label what its time input takes
   * @param own the process it was trained on
   */
  static ScoreFunction of(ScoreNetwork network, Prediction prediction, TimeLabel label, NoiseSchedule own) {
    return new NetworkScore(network, prediction, label, own);
  }

  /**
   * The exact score function of a mixture or a data set.
   *
   * @param mixture the distribution
   * @param shape of one sample, with as many elements as the mixture has dimensions
   * @param own the process whose points it is asked at; any other process works too
   */
  static ScoreFunction of(Mixture mixture, Shape shape, NoiseSchedule own) {
    return new MixtureScore(mixture, shape, own);
  }

  /**
   * The same under guidance.
   *
   * @throws IllegalStateException if it is guided already, or not a network's own score function: guidance comes before output rules
   */
  default ScoreFunction guided(Guidance g) {
    throw new IllegalStateException("guidance asks a network with several conditions; call guided(...) on ScoreFunction.of(network, ...), before with(rule)");
  }

  /** The same with a rule applied to each evaluation. */
  default ScoreFunction with(OutputRule rule) {
    return new RuledScore(this, rule);
  }
}
