package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.Point;

/** What a run's starting normals are multiplied by. It belongs to the schedule; solvers never scale. */
public enum InitialScale {
  /** 1: where alpha is nearly 0 at the start and sigma nearly 1. */
  UNIT,
  /** sigma of the first point: where the variance explodes. */
  SIGMA,
  /** {@code sqrt(alpha^2 + sigma^2)} of the first point: the deviation there of data of deviation 1. */
  TOTAL;

  /** The factor for a run that begins at this point. */
  public double at(Point first) {
    return switch (this) {
      case UNIT -> 1;
      case SIGMA -> first.sigma();
      case TOTAL -> StrictMath.hypot(first.alpha(), first.sigma());
    };
  }

  static Parameter<InitialScale> parameter(InitialScale byDefault) {
    return Parameter.choice("initial-scale", byDefault, "of the starting normals: 1, sigma or hypot(alpha, sigma) of the first point");
  }
}
