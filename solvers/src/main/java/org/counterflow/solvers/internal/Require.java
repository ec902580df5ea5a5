package org.counterflow.solvers.internal;

import org.counterflow.api.solver.Step;

/** Checks of arguments. */
public final class Require {
  private Require() {}

  /** A number in [min, max]; infinite only if the bound is. */
  public static void within(String what, double value, double min, double max) {
    if (!(value >= min && value <= max))
      throw new IllegalArgumentException(what + " must be in " + min + " to " + max + ", was " + value);
  }

  /** A finite number above 0. */
  public static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) throw new IllegalArgumentException(what + " must be above 0 and finite, was " + value);
  }

  /** A step from noise to data, the only direction in which a reverse SDE has a meaning. */
  public static void towardsData(Step s, Object solver) {
    if (s.from().stepTo(s.to()) < 0)
      throw new IllegalStateException(solver
          + " adds noise and so runs from noise to data only; encode with a deterministic solver such as heun");
  }
}
