package org.counterflow.diagnostics.lab.theory;

import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Equation (2), {@link org.counterflow.solvers.theory.AcceleratedOde}, otherwise than it is shipped: to measure the alternatives that the
 * theory leaves open, and mistakes that are easily made. On the variance-preserving process.
 *
 * @param form how
 */
record EquationTwo(Form form) implements Solver {
  /** What is done otherwise. */
  enum Form {
    /** The first step has a point before it too, by the schedule continued: one more equal step of lambda. */
    EXTENDED("accelerated-ode, first step by the schedule continued"),
    /** The score of the step before is taken again in place of the one at the estimated state: one evaluation a step. */
    REUSED("accelerated-ode, the last score taken again"),
    /** A mistake: without the root before the second score. */
    WITHOUT_ROOT("accelerated-ode without the root before its second score");

    final String text;

    Form(String text) {
      this.text = text;
    }
  }

  @Override
  public Traits traits() {
    Traits t = Traits.of(2);
    return form == Form.REUSED ? t.remembers(1) : t.evaluations(2);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to(), b = s.before();
    if (b == null && form == Form.EXTENDED) b = s.schedule().atLambda(p.lambda() - p.stepTo(q));
    double a = square(p.alpha() / q.alpha()), beta = 1 - a;
    Expr score = s.here().score(), y = s.x().plus(score.times(beta / 2));
    if (b != null) {
      double aBack = square(b.alpha() / p.alpha()), betaBack = 1 - aBack, root = Math.sqrt(aBack);
      var last = form == Form.REUSED ? s.past(1) : null;
      Expr back = s.x().minus(score.times(betaBack / 2)).times(root);
      Expr there = last != null ? last.score() : s.evaluate(back, b).score();
      y = y.plus(score.minus(there.times(form == Form.WITHOUT_ROOT ? 1 : root)).times(beta * beta / (4 * betaBack)));
    }
    return y.times(1 / Math.sqrt(a));
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public String toString() {
    return form.text;
  }
}
