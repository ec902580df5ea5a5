package org.counterflow.solvers.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Step;

/** What a multistep method may use of the past. */
public final class History {
  private History() {}

  /**
   * The past evaluations, latest first and {@code wanted} at most; those before one at alpha = 0 or sigma = 0, where lambda is infinite, do
   * not count.
   */
  public static List<Evaluation> inside(Step s, int wanted) {
    return where(s, wanted, Point::inside);
  }

  /** The past evaluations, latest first and {@code wanted} at most; those before one at sigma = 0, which has no noise, do not count. */
  static List<Evaluation> noisy(Step s, int wanted) {
    return where(s, wanted, p -> p.sigma() > 0);
  }

  private static List<Evaluation> where(Step s, int wanted, Predicate<Point> usable) {
    var all = new ArrayList<Evaluation>();
    for (int k = 1; k <= wanted; k++) {
      Evaluation e = s.past(k);
      if (e == null || !usable.test(e.point())) break;
      all.add(e);
    }
    return all;
  }
}
