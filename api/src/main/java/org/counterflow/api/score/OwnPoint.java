package org.counterflow.api.score;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;

/**
 * A place of the run's process as a score function's own process knows it: the point of equal lambda, and the factor between the states.
 *
 * @param point in the own process; never clean data, which no network was trained at
 * @param scale {@code x_own = scale x}, exactly 1 where it is within 1e-12 of it: else every run on the own process would pay a copy
 */
public record OwnPoint(Point point, double scale) {
  /** The own point of {@code at}. */
  public static OwnPoint of(NoiseSchedule own, Point at) {
    Point p = at.sigma() == 0 ? own.earliest() : at.alpha() == 0 ? own.latest() : own.at(at.time());
    // Times are names: those of another process may mean another place, or none.
    if (at.inside() && !p.samePlace(at)) p = own.atLambda(at.lambda());
    double s = at.alpha() > at.sigma() ? p.alpha() / at.alpha() : p.sigma() / at.sigma();
    return new OwnPoint(p, Math.abs(s - 1) < 1e-12 ? 1 : s);
  }

  /** The state in the own process. */
  public Expr state(Expr x) {
    return x.times(scale);
  }
}
