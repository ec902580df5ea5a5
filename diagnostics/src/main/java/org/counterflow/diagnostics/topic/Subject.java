package org.counterflow.diagnostics.topic;

import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;

/**
 * A network, as a {@link Topic} studies it.
 *
 * @param name as reports have it
 * @param score asks it; its process is that of the runs
 * @param shape of one sample
 */
public record Subject(String name, ScoreFunction score, Shape shape) {
  /** Whether it can be told classes. */
  public boolean takesClass() {
    for (ScoreNetwork n : score.networks()) if (n.conditions().contains(Conditions.CLASS)) return true;
    return false;
  }
}
