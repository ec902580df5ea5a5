package org.counterflow.api.solver;

import org.counterflow.api.tensor.Expr;

/** A solver that estimates its error; it owns its tolerance. */
public interface EmbeddedSolver extends Solver {
  /** The new state and its error. */
  Estimate stepWithError(Step s);

  /**
   * The new state once the step is accepted: noise is added here, so that a rejected step draws none.
   *
   * @param s the step that gave the estimate
   * @param x the estimate's state
   */
  default Expr accepted(Step s, Expr x) {
    return x;
  }

  /**
   * Whether all samples of a run take the same steps, by an error that they have in common. A sample then depends on its batch mates: for
   * replaying other programs.
   */
  default boolean joint() {
    return false;
  }

  @Override
  default Expr step(Step s) {
    Estimate e = stepWithError(s);
    if (e == null) throw new IllegalStateException("the solver " + this + " gave null for a step with its error");
    return accepted(s, e.x());
  }
}
