package org.counterflow.diagnostics.lab.network;

import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;

/**
 * A data estimate that is wrong by a known amount: {@code D(x) + size(lambda) u}, with a direction u of each sample from the run's conditions.
 *
 * @param size of the error, root mean square an element, by lambda
 */
record DataMoved(DoubleUnaryOperator size) implements OutputRule {
  /** The condition that holds the directions, of root mean square 1. */
  static final String DIRECTION = "moved-by";

  @Override
  public Evaluation apply(Evaluation e, Workspace w) {
    Expr data = w.value(e.data()).plus(w.given(DIRECTION).times(size.applyAsDouble(e.point().lambda())));
    return new Evaluation(e.point(), e.x(), w.value(data), Prediction.DATA, e.extras());
  }

  @Override
  public Set<String> takes() {
    return Set.of(DIRECTION);
  }

  @Override
  public Set<String> needs() {
    return takes();
  }

  @Override
  public String toString() {
    return "data moved by a known amount";
  }
}
