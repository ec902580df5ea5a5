package org.counterflow.api.score;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.process.Point;
import org.counterflow.api.value.Value;

/**
 * Which conditions to ask a network with, and how the answers become one evaluation. {@code toString()} is the catalogue text. Methods are
 * functions of their arguments alone: an adaptive run may call them again with the same ones.
 */
public interface Guidance {
  /** What stands behind a condition's name in the name of its negative: what to guide away from. */
  String NEGATIVE = ".negative";

  /** The sets of conditions to evaluate at a point; at least one. */
  List<Conditions> ask(Conditions asked, Point at);

  /** One evaluation of the answers, which stand in the order asked. */
  Evaluation combine(List<Evaluation> answers, Workspace w);

  /** Whether the state of the evaluation may differ from the one asked for. */
  default boolean movesState() {
    return false;
  }

  /** Values that it brings to a run's conditions, by name; those of the run count more. */
  default Map<String, Value> brings() {
    return Map.of();
  }

  /** Names of values that it reads from the run's conditions, beside those that networks take. */
  default Set<String> takes() {
    return Set.of();
  }
}
