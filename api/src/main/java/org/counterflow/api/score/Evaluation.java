package org.counterflow.api.score;

import java.util.Map;
import java.util.NoSuchElementException;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/**
 * What the score function said, with its place. Data and noise estimates are expressions over state and raw output with coefficients in
 * double, so neither loses digits where the other is large.
 *
 * @param point where
 * @param x the state that was evaluated
 * @param raw the network's output
 * @param prediction what the output means
 * @param extras further outputs by name
 */
public record Evaluation(Point point, Expr x, Expr raw, Prediction prediction, Map<String, Tensor> extras) {
  /** Copies the map. */
  public Evaluation {
    extras = Map.copyOf(extras);
  }

  /** An evaluation known by its data estimate. */
  public static Evaluation ofData(Point p, Expr x, Expr data) {
    return new Evaluation(p, x, data, Prediction.DATA, Map.of());
  }

  /** The same with another raw output. */
  public Evaluation with(Expr newRaw) {
    return new Evaluation(point, x, newRaw, prediction, extras);
  }

  /** The data estimate {@code D(x) = E[x_0 | x]}. */
  public Expr data() {
    return prediction.data(point).of(x, raw);
  }

  /** The noise estimate {@code epsilon = (x - alpha D) / sigma}. */
  public Expr noise() {
    return prediction.noise(point).of(x, raw);
  }

  /** The score {@code grad log p(x) = -epsilon / sigma}. */
  public Expr score() {
    return noise().times(-1 / point.sigma());
  }

  /**
   * A further output.
   *
   * @throws NoSuchElementException if the network has none of that name
   */
  public Tensor extra(String name) {
    Tensor t = extras.get(name);
    if (t == null) throw new NoSuchElementException("the network has no output \"" + name + "\"; it has " + extras.keySet());
    return t;
  }
}
