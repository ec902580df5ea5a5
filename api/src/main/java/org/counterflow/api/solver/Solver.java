package org.counterflow.api.solver;

import org.counterflow.api.tensor.Expr;

/**
 * A rule for one step. A value: it keeps nothing between steps, the history is handed in. {@code toString()} is the catalogue text that makes
 * it again.
 */
public interface Solver {
  /** The state at {@code s.to()}, from the state {@code s.x()} at {@code s.from()}. */
  Expr step(Step s);

  /** What it claims; order 1, one evaluation a step and no memory by default. */
  default Traits traits() {
    return Traits.of(1);
  }
}
