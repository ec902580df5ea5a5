package org.counterflow.solvers.internal;

import org.counterflow.api.solver.Step;

/** Checks of arguments. */
public final class Require {
  private Require() {}

  /** A step from noise to data, the only direction in which a reverse SDE has a meaning. */
  public static void towardsData(Step s, Object solver) {
    if (s.from().stepTo(s.to()) < 0)
      throw new IllegalStateException(solver
          + " adds noise and so runs from noise to data only; encode with a deterministic solver such as heun");
  }
}
