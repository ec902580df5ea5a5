package org.counterflow.solvers.guidance;

import org.counterflow.api.process.Affine;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;

/** Evaluations of the same state that say something else. */
final class Moved {
  private Moved() {}

  /** With another data estimate; where the output has no say in it, as at clean data, the same. */
  static Evaluation data(Evaluation e, Expr change, Workspace w) {
    Affine a = e.prediction().data(e.point());
    return a.ofOutput() == 0 ? e : e.with(w.value(e.raw().plus(change.times(1 / a.ofOutput()))));
  }

  /** With another noise estimate; where the output has no say in it, as at pure noise, the same. */
  static Evaluation noise(Evaluation e, Expr change, Workspace w) {
    Affine a = e.prediction().noise(e.point());
    return a.ofOutput() == 0 ? e : e.with(w.value(e.raw().plus(change.times(1 / a.ofOutput()))));
  }

  /** A number a sample of each product. */
  static double[] ratio(double[] a, double[] b) {
    var r = new double[a.length];
    for (int i = 0; i < r.length; i++) r[i] = b[i] == 0 ? 0 : a[i] / b[i];
    return r;
  }
}
