package org.counterflow.solvers.theory;

import static org.counterflow.solvers.internal.VpForm.scale;

import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * The accelerated ODE sampler as the paper's code has it: the noise estimate linear in alpha-bar, integrated exactly.
 *
 * <p>On the variance-preserving process, g = alpha-bar at p, g' at q, and g_b at the beginning b of the step before:
 * <pre>y' = sqrt(g'/g) y + (sqrt(1-g') - sqrt(g'/g) sqrt(1-g)) epsilon(p)
 *    + sqrt(g')/(g - g_b) [g cot(a') + a' - g cot(a) - a] (epsilon(b) - epsilon(p)),   a = asin(sqrt(g)), a' = asin(sqrt(g'))</pre>
 * The first step, which has none before, is DDIM's.
 *
 * <p>Order 2 (1.96 measured in total variation on the three-bump target), one evaluation a step, remembers one. At equal steps its error is
 * a fifth of {@link AcceleratedOde}'s, which costs twice as much. Steps to sigma = 0 are taken by the same formula.
 *
 * <p>Elsewhere: {@code generalized_steps_accelerated} of the paper's code; an exponential Adams-Bashforth method as DEIS's, with alpha-bar
 * for the variable of the polynomial.
 *
 * @see <a href="https://arxiv.org/abs/2403.03852">Li, Huang, Efimov, Wei, Chi, Chen 2024</a>, its code
 */
public record AcceleratedOdeAb2() implements Solver {
  /** How it is named and made. */
  public static final Part<AcceleratedOdeAb2> PART = Part.of(AcceleratedOdeAb2.class, "accelerated-ode-ab2",
      "the accelerated ODE sampler as the paper's code has it: noise linear in alpha-bar, one evaluation", "arXiv:2403.03852")
      .made(a -> new AcceleratedOdeAb2());

  @Override
  public Traits traits() {
    return Traits.of(2).remembers(1).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    Evaluation last = s.past(1);
    if (p.sigma() == 0) return s.holdNoise(s.here().noise());
    if (p.alpha() == 0 || q.alpha() == 0 || last == null || !last.point().inside()) return s.hold(s.here().data());
    double weight = q.alpha() * bracket(p, q) / rise(last.point(), p);
    return s.hold(s.here().data()).plus(last.noise().minus(s.here().noise()).times(weight));
  }

  /** {@code asin(sqrt(alpha-bar))}: 0 at noise, a right angle at data. */
  private static double angle(Point p) {
    return StrictMath.atan2(p.alpha(), p.sigma());
  }

  /** The angle between both points, without the difference of nearly equal ones. */
  private static double turn(Point p, Point q) {
    return StrictMath.atan2(q.alpha() * p.sigma() - p.alpha() * q.sigma(), p.alpha() * q.alpha() + p.sigma() * q.sigma());
  }

  /** {@code g cot(a') + a' - g cot(a) - a} as a function of the angle d between both, of order d^2. */
  private static double bracket(Point p, Point q) {
    double n = scale(p), sine = p.alpha() / n, cosine = p.sigma() / n, d = turn(p, q), s = StrictMath.sin(d);
    return (sine * (d * StrictMath.cos(d) - s) + d * s * cosine) / (q.alpha() / scale(q));
  }

  /** {@code alpha-bar(p) - alpha-bar(b)}. */
  private static double rise(Point b, Point p) {
    return StrictMath.sin(turn(b, p)) * StrictMath.sin(angle(b) + angle(p));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
