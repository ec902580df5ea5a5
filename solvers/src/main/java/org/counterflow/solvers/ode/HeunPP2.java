package org.counterflow.solvers.ode;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Heun++ of two further evaluations, for reproducing pictures only: it costs three evaluations a step and has order 1.
 *
 * <p>With {@code r = sigma/alpha} and nodes r_0 (the run's noisiest), r_i, r_{i+1}, r_{i+2}, in {@code y = x/alpha}: Euler's step to the next node,
 * there an evaluation and Euler's step to the node after, there another; then
 * <pre>y' = y + (r_{i+1} - r_i) ((1 - w_2 - w_3) e_1 + w_2 e_2 + w_3 e_3),   w_2 = r_{i+1}/(3 r_0),  w_3 = r_{i+2}/(3 r_0)</pre>
 * The last step but one is {@code w_2 = r_{i+1}/(2 r_0), w_3 = 0}, the last is Euler's.
 *
 * <p>The weights do not depend on the step, so no more than order 1 is left (1.00 measured in total variation on the three-bump target,
 * uniform lambda); {@link Heun} has order 2 for two evaluations.
 *
 * <p>Elsewhere: {@code sample_heunpp2} (ComfyUI, Forge).
 */
public record HeunPP2() implements Solver {
  /** How it is named and made. */
  public static final Part<HeunPP2> PART = Part
      .of(HeunPP2.class, "heunpp2", "Heun++ of three evaluations a step: order 1, for reproducing pictures only", "").made(a -> new HeunPP2());

  @Override
  public Traits traits() {
    return Traits.of(1).evaluations(3);
  }

  @Override
  public Expr step(Step s) {
    Expr e1 = s.here().noise();
    Expr euler = s.holdNoise(e1);
    if (s.last()) return euler;
    Point q = s.to(), after = s.node(s.index() + 2);
    double first = Math.max(s.node(0).ratio(), s.node(s.count()).ratio());
    Evaluation next = s.evaluate(euler, q);
    Expr e2 = next.noise();
    if (s.index() == s.count() - 2) return s.holdNoise(e1.plus(e2.minus(e1).times(q.ratio() / (2 * first))));
    Expr e3 = s.evaluate(q.holdNoise(next.x(), e2, after), after).noise();
    return s.holdNoise(e1.plus(e2.minus(e1).times(q.ratio() / (3 * first))).plus(e3.minus(e1).times(after.ratio() / (3 * first))));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
