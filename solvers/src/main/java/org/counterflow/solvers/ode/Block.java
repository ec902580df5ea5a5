package org.counterflow.solvers.ode;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.ode.DpmSolver2M.Correction;

/**
 * The updates of DPM-Solver from the beginning of a block.
 *
 * @param form which estimates are combined
 * @param p where the block begins
 * @param x the state there
 * @param estimate the estimate there
 */
record Block(Form form, Point p, Expr x, Expr estimate) {
  /** Of order 1. */
  Expr one(Point q) {
    return form.hold(p, x, estimate, q);
  }

  /** Of order 2, with another estimate. */
  Expr two(Point q, Evaluation e1, Correction c) {
    return one(q).plus(slope(e1, q).times(c == Correction.MIDPOINT ? 0.5 * weight(1, q) : weight(2, q)));
  }

  /** Of order 3, with two others. */
  Expr three(Point q, Evaluation e1, Evaluation e2, Correction c) {
    Expr d2 = slope(e2, q);
    if (c == Correction.MIDPOINT) return one(q).plus(d2.times(weight(2, q)));
    Expr d1 = slope(e1, q);
    double r1 = r(e1, q), r2 = r(e2, q);
    return one(q).plus(d1.times(r2).minus(d2.times(r1)).times(weight(2, q) / (r2 - r1)))
        .plus(d2.minus(d1).times(2 * weight(3, q) / (r2 - r1)));
  }

  private double r(Evaluation e, Point q) {
    return p.stepTo(e.point()) / p.stepTo(q);
  }

  private Expr slope(Evaluation e, Point q) {
    return form.of(e).minus(estimate).times(1 / r(e, q));
  }

  private double weight(int k, Point q) {
    double h = p.stepTo(q);
    return form.gained(q) * h * Phi.of(k, form.argument(h));
  }
}
