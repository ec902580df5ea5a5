package org.counterflow.api.solver;

import org.counterflow.api.tensor.Expr;

/**
 * Steps chosen by error control. The driver runs each sample on its own points; between the first and the last point of the grid, both inside.
 * Its text is that of the pair, which has to say all.
 *
 * @param pair the solver with its error
 * @param control accepts and chooses
 * @param firstStep in lambda, above 0
 * @param maxSteps attempts after which the run fails with a message, at least 1
 */
public record Adaptive(EmbeddedSolver pair, StepControl control, double firstStep, int maxSteps) implements Solver {
  /** Checks the ranges. */
  public Adaptive {
    if (!(firstStep > 0)) throw new IllegalArgumentException("the first step in lambda must be above 0, was " + firstStep);
    if (maxSteps < 1) throw new IllegalArgumentException("max-steps must be at least 1, was " + maxSteps);
  }

  @Override
  public Expr step(Step s) {
    return pair.step(s);
  }

  @Override
  public Traits traits() {
    return pair.traits();
  }

  @Override
  public String toString() {
    return pair.toString();
  }
}
