package org.counterflow.solvers.internal;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;

/** The process with {@code alpha^2 + sigma^2 = 1} and the same lambda: its state is {@code y = x / scale}. */
public final class VpForm {
  private VpForm() {}

  /** {@code sqrt(alpha^2 + sigma^2)}: 1 where the run's process preserves the variance itself. */
  public static double scale(Point p) {
    return StrictMath.hypot(p.alpha(), p.sigma());
  }

  /** The score of y: {@code -epsilon / sigma} with the sigma of that process. */
  public static Expr score(Evaluation e) {
    return e.noise().times(-scale(e.point()) / e.point().sigma());
  }

  /** {@code beta = 1 - alpha-bar(p) / alpha-bar(q)} of a step from p to q, without the difference of numbers near 1. */
  public static double beta(Point p, Point q) {
    double sigma = p.sigma() / scale(p);
    return sigma * sigma * -StrictMath.expm1(-2 * p.stepTo(q));
  }
}
