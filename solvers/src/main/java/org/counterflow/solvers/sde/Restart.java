package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * Restart sampling around a deterministic solver: where a run has come down to a noise level, it is given fresh noise up to a higher one and
 * comes down again, several times.
 *
 * <p>With {@code s = sigma/alpha}, in the step that passes t_min at m, as often as asked for, with t_max at k:
 * <pre>x_k = alpha(k)/alpha(m) x_m + alpha(k) sqrt(t_max^2 - t_min^2) s_noise z,   x_m = inner(x_k, k to m) in so many steps</pre>
 * the steps in equal parts of {@code s^(1/7)}. Then the step goes on from m. Restarts at several levels are wrapped in each other.
 *
 * <p>Fresh noise contracts the errors of the steps before, which imperfect networks make most of. Its steps between the levels do not shrink
 * with the run's, so that it has order 0: more {@code steps} there are closer. The one step that passes t_min takes {@code times} times
 * {@code steps} inner steps on top of one or two.
 *
 * <p>Elsewhere: {@code restart} (community tools), the authors' {@code restart_info}, whose levels are moved to nodes of the grid.
 *
 * @param inner a deterministic solver without memory, such as heun
 * @param tmin sigma/alpha where a restart is made, above 0; 0.06 by default, the authors' for CIFAR-10
 * @param tmax sigma/alpha to which it goes back, above tmin; 0.3 by default
 * @param times how often; 10 by default
 * @param steps of a way down again; 3 by default
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default
 * @see <a href="https://arxiv.org/abs/2306.14878">Xu et al. 2023</a>, algorithm 1
 */
public record Restart(Solver inner, double tmin, double tmax, int times, int steps, double noiseScale) implements Solver {
  private static final double RHO = 7;
  private static final Parameter<Double> TMIN = Parameter.number("t-min", 0.06, 0, 1e6, "sigma/alpha where a restart is made").above();
  private static final Parameter<Double> TMAX = Parameter.number("t-max", 0.3, 0, 1e6, "sigma/alpha to which it goes back").above();
  private static final Parameter<Integer> TIMES = Parameter.integer("times", 10, 0, 1000, "how often");
  private static final Parameter<Integer> STEPS = Parameter.integer("steps", 3, 1, 1000, "steps of the way down again");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2, "factor on the added noise");

  /** How it is named and made. */
  public static final Part<Restart> PART = Part
      .of(Restart.class, "restart", "any solver, back to more noise and down again between two levels", "arXiv:2306.14878")
      .around(Restart::inner).with(TMIN, Restart::tmin).with(TMAX, Restart::tmax).with(TIMES, Restart::times).with(STEPS, Restart::steps)
      .with(NOISE_SCALE, Restart::noiseScale)
      .made(a -> new Restart(a.inner(0, Solver.class), a.get(TMIN), a.get(TMAX), a.get(TIMES), a.get(STEPS), a.get(NOISE_SCALE)));

  /** Checks the ranges. */
  public Restart {
    PART.checked(TMIN, tmin);
    PART.checked(TMAX, tmax);
    PART.checked(TIMES, times);
    PART.checked(STEPS, steps);
    PART.checked(NOISE_SCALE, noiseScale);
    if (tmax <= tmin) throw new IllegalArgumentException("restart: t-max must be above t-min (" + tmin + "), was " + tmax);
    if (inner.traits().stochastic() && !(inner instanceof Restart) || inner.traits().remembers() > 0)
      throw new IllegalArgumentException("restart goes its ways again, and " + inner
          + (inner.traits().remembers() > 0 ? " remembers another one" : " draws noise of its own")
          + "; give a deterministic solver without memory such as heun");
  }

  /** Between these levels, the usual number of times and steps. */
  public Restart(Solver inner, double tmin, double tmax) {
    this(inner, tmin, tmax, TIMES.byDefault(), STEPS.byDefault(), NOISE_SCALE.byDefault());
  }

  @Override
  public Traits traits() {
    return times == 0 ? inner.traits().wraps(true) : Traits.of(0).evaluations(inner.traits().evaluations()).stochastic(0).wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (times == 0) return s.run(inner, p, s.x(), q);
    Require.towardsData(s, this);
    if (!(p.ratio() > tmin && q.ratio() <= tmin)) return s.run(inner, p, s.x(), q);
    NoiseSchedule schedule = s.schedule();
    Point low = q.ratio() == tmin ? q : schedule.atLambda(-StrictMath.log(tmin)), high = schedule.atLambda(-StrictMath.log(tmax));
    double added = StrictMath.sqrt((high.ratio() - low.ratio()) * (high.ratio() + low.ratio()));
    Expr x = s.run(inner, p, s.x(), low);
    for (int k = 0; k < times; k++) {
      x = x.times(high.alpha() / low.alpha()).plus(s.noise(high, low).times(high.alpha() * added * noiseScale));
      Point from = high;
      for (int i = 1; i <= steps; i++) {
        Point to = i == steps ? low : schedule.atLambda(-RHO * StrictMath.log(node((double) i / steps)));
        x = s.run(inner, from, x, to);
        from = to;
      }
    }
    return low == q ? x : s.run(inner, low, x, q);
  }

  private double node(double part) {
    double a = StrictMath.pow(tmax, 1 / RHO), b = StrictMath.pow(tmin, 1 / RHO);
    return a + part * (b - a);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
