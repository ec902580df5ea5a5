package org.counterflow.solvers.ode;

import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Step;

/** What a multistep method may use of the past. For makers of multistep solvers. */
public final class History {
  private History() {}

  /**
   * How many past evaluations there are, up to {@code wanted}; those before one at alpha = 0 or sigma = 0, where lambda is
   * infinite, do not count.
   */
  public static int usable(Step s, int wanted) {
    int n = 0;
    while (n < wanted) {
      Evaluation e = s.past(n + 1);
      if (e == null || !e.point().inside()) break;
      n++;
    }
    return n;
  }

  /** The evaluation {@code k} steps ago, of those that {@link #usable} counted. */
  public static Evaluation past(Step s, int k) {
    Evaluation e = s.past(k);
    if (e == null) throw new IllegalStateException("no evaluation " + k + " steps ago");
    return e;
  }
}
