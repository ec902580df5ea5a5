package org.counterflow.solvers.ode;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Another solver whose steps end T/N entries of the table on, rounded down, wherever the next node is: for replaying diffusers.
 *
 * <p>Of T entries and N steps a step from entry t ends at {@code t - floor(T/N)}, and at the end of the run where that is below 0. On grids of
 * that stride it is the inner solver; on others each step begins with a state that belongs elsewhere. The same order, larger errors.
 *
 * <p>Elsewhere: {@code DDIMScheduler} with {@code linspace}, or with {@code trailing} where N does not divide T (diffusers).
 *
 * @param inner takes the steps
 */
public record FixedStride(Solver inner) implements Solver {
  /** How it is named and made. */
  public static final Part<FixedStride> PART = Part
      .of(FixedStride.class, "fixed-stride", "any solver to a fixed number of entries on, wherever the next node is: for replaying diffusers", "")
      .around(FixedStride::inner).made(a -> new FixedStride(a.inner(0, Solver.class)));

  @Override
  public Traits traits() {
    return inner.traits().wraps(true);
  }

  @Override
  public Expr step(Step s) {
    int entries = s.schedule().entries();
    if (entries == 0)
      throw new IllegalArgumentException(this + " counts entries of a table, and " + s.schedule() + " has none; take " + inner + " alone");
    if (s.to().time() > s.from().time()) throw new IllegalStateException(this + " runs from noise to data only; encode with " + inner);
    double time = s.from().time() - Math.floorDiv(entries, s.count());
    Point q = time < 0 ? s.to() : s.schedule().at(time);
    return s.run(inner, s.from(), s.x(), q);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
