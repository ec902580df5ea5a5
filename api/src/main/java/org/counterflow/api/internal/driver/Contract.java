package org.counterflow.api.internal.driver;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.jspecify.annotations.Nullable;

/** What parts that others made have to give: checked where it enters, with an error that names the part. */
final class Contract {
  private Contract() {}

  static Traits traits(Solver solver) {
    Traits t = solver.traits();
    if (t == null) throw broken("the solver", solver, "gave null for its traits");
    return t;
  }

  static Expr state(Solver solver, @Nullable Expr x) {
    if (x == null) throw broken("the solver", solver, "gave null for a step");
    return x;
  }

  static Estimate estimate(Solver solver, @Nullable Estimate e) {
    if (e == null || e.x() == null) throw broken("the solver", solver, "gave " + e + " for a step with its error");
    return e;
  }

  /** What a solver asks for a state. */
  static void asked(Solver solver, @Nullable Expr x) {
    if (x == null) throw broken("the solver", solver, "asks about the state null");
  }

  /** A place that a solver names. */
  static void place(Solver solver, @Nullable Point p) {
    if (!isPlace(p)) throw broken("the solver", solver, "names the point " + p + "; " + PLACE);
  }

  static List<Evaluation> evaluations(Object score, @Nullable List<Evaluation> all, int asked) {
    if (all == null || all.size() != asked)
      throw broken("the score function", score, "gave " + (all == null ? "null" : all.size()) + " evaluations of " + asked);
    for (Evaluation e : all) evaluation(score, e);
    return all;
  }

  static Evaluation evaluation(Object score, @Nullable Evaluation e) {
    if (e == null) throw broken("the score function", score, "gave null for an evaluation");
    if (e.x() == null || e.raw() == null || e.prediction() == null || !isPlace(e.point()))
      throw broken("the score function", score, "gave " + e + "; an evaluation has a state, an output and a prediction, and " + PLACE);
    return e;
  }

  /** A rule's demand on points, as messages say it. */
  static final String PLACE = "alpha and sigma of a point are at least 0, and not both 0";

  static boolean isPlace(@Nullable Point p) {
    return p != null && p.alpha() >= 0 && p.sigma() >= 0 && p.alpha() + p.sigma() > 0;
  }

  static IllegalStateException broken(String kind, Object part, String what) {
    return new IllegalStateException(kind + " " + part + " " + what);
  }
}
