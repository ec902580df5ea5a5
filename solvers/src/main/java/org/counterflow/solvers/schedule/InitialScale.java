package org.counterflow.solvers.schedule;

import java.util.Locale;
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

  /** Reads its name in lower case. */
  public static InitialScale parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
