package org.counterflow.tck.internal;

import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * A multistep method whose first steps are taken by many small ones of the classical Runge-Kutta method in sigma/alpha: what is left is the
 * order of the method itself.
 *
 * @param inner the method
 * @param steps how many of its steps
 */
public record Started(Solver inner, int steps) implements Solver {
  private static final int PIECES = 16;

  /** The method with a start as long as its memory, where it has one. */
  public static Solver of(Solver solver) {
    Traits t = solver.traits();
    return t.remembers() == 0 || t.stochastic() ? solver : new Started(solver, t.remembers() + 1);
  }

  @Override
  public Traits traits() {
    return inner.traits().wraps(true);
  }

  @Override
  public Expr step(Step s) {
    if (s.index() >= steps) return s.run(inner, s.from(), s.x(), s.to());
    Evaluation here = s.here();
    Expr x = s.x();
    for (int i = 0; i < PIECES; i++) {
      Point p = s.schedule().between(s.from(), s.to(), (double) i / PIECES), q = s.schedule().between(s.from(), s.to(), (i + 1.0) / PIECES);
      Point m = s.schedule().atLambda(-StrictMath.log((p.ratio() + q.ratio()) / 2));
      Expr one = i == 0 ? here.noise() : s.evaluate(x, p).noise();
      Expr two = s.evaluate(p.holdNoise(x, one, m), m).noise(), three = s.evaluate(p.holdNoise(x, two, m), m).noise();
      Expr four = s.evaluate(p.holdNoise(x, three, q), q).noise();
      x = s.value(p.holdNoise(x, one.plus(two.times(2)).plus(three.times(2)).plus(four).times(1 / 6.0), q));
    }
    return x;
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
