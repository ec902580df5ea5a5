package acme.leap;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * DPM-Solver++(2S): {@code D = (1 - 1/(2r)) D_0 + 1/(2r) D_r}, the data estimates at the step's start and at the fraction r of its way in
 * lambda; then the step as if D were constant. Order 2 with two evaluations.
 *
 * @param at the fraction r, in [0.05, 1]
 */
record Leap(double at) implements Solver {
  private static final Parameter<Double> AT = Parameter.number("at", 0.5, 0.05, 1,
      "where on the way, in lambda: 0.5 is the middle, 1 the end");

  /** Name, parameters, how it is made and how it prints. The vendor's name stands before the id, so that nobody else has it. */
  static final Part<Leap> PART = Part.of(Leap.class, "acme/leap", "two evaluations a step, the second on the way", "arXiv:2211.01095")
      .with(AT, Leap::at).made(a -> new Leap(a.get(AT)));

  Leap {
    PART.checked(AT, at);
  }

  @Override
  public Traits traits() {
    return Traits.of(2).evaluations(2);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to(), way = s.schedule().between(p, q, at);
    Expr here = s.here().data();
    Evaluation there = s.evaluate(p.hold(s.x(), here, way), way);
    return s.hold(here.times(1 - 0.5 / at).plus(there.data().times(0.5 / at)));
  }

  /** The catalogue's text: recipes are made of it, and read it back. */
  @Override
  public String toString() {
    return PART.text(this);
  }
}
