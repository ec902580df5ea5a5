package org.counterflow.api;

import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;

/** A rule that says that it draws noise. */
record Drawing(EmbeddedSolver rule) implements EmbeddedSolver {
  /** A rule without an error, for fixed steps. */
  static Drawing of(Solver rule) {
    return new Drawing(s -> new Estimate(rule.step(s), 0));
  }

  @Override
  public Traits traits() {
    return Traits.of(1).stochastic(1);
  }

  @Override
  public Estimate stepWithError(Step s) {
    return rule.stepWithError(s);
  }
}
