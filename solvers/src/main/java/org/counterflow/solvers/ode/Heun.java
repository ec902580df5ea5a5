package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Heun's method: Euler's prediction, then the mean of the slopes at both ends.
 *
 * <p>In the variable {@link In#RATIO}, {@code r = sigma/alpha} and {@code y = x/alpha}, where the ODE is {@code dy/dr = epsilon}:
 * <pre>y' = y + (r' - r) (epsilon(x, p) + epsilon(x_Euler, q)) / 2</pre>
 * In the variable {@link In#TIME} it is {@code dx/dt = d alpha/dt D + d sigma/dt epsilon}, on rectified flow the velocity.
 *
 * <p>Order 2 (2.04 measured in total variation on the three-bump target, uniform lambda), two evaluations a step, no memory. EDM's
 * choice, on Karras grids; for the same number of evaluations {@link DpmSolver2M} and {@link UniPC} are closer. A step to sigma = 0
 * is Euler's.
 *
 * <p>Elsewhere: {@code HeunDiscreteScheduler}, in time {@code FlowMatchHeunDiscreteScheduler} (diffusers); {@code sample_heun}
 * (k-diffusion); {@code edm_sampler} without churn (EDM).
 *
 * @param variable in which slopes are averaged; {@code ratio} by default, as EDM has it
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, algorithm 1
 */
public record Heun(In variable) implements Solver {
  /** What a slope is the derivative by. */
  public enum In {
    /** sigma/alpha. */
    RATIO,
    /** The schedule's time. */
    TIME
  }

  private static final Parameter<In> VARIABLE = Parameter.choice("variable", In.RATIO,
      "in which slopes are averaged: sigma/alpha, or the schedule's time (diffusers on rectified flow)");

  /** How it is named and made. */
  public static final Part<Heun> PART = Part.of(Heun.class, "heun", "Heun's method, EDM's choice", "arXiv:2206.00364")
      .with(VARIABLE, Heun::variable).made(a -> new Heun(a.get(VARIABLE)));

  /** In sigma/alpha. */
  public Heun() {
    this(VARIABLE.byDefault());
  }

  @Override
  public Traits traits() {
    Traits t = Traits.of(2).evaluations(2);
    return variable == In.TIME ? t.atEnds(true) : t;
  }

  @Override
  public Expr step(Step s) {
    return variable == In.TIME ? inTime(s) : inRatio(s);
  }

  private static Expr inRatio(Step s) {
    Expr start = s.here().noise();
    Expr end = s.evaluate(s.holdNoise(start), s.to()).noise();
    return s.holdNoise(start.plus(end).times(0.5));
  }

  private static Expr inTime(Step s) {
    Point p = s.from(), q = s.to();
    // sigma = 0 has no slope where sigma grows like a root of time; alpha = 0 has one.
    if (q.sigma() == 0) return s.hold(s.here().data());
    if (p.sigma() == 0) return s.holdNoise(s.here().noise());
    double h = q.time() - p.time();
    Expr start = velocity(s.schedule(), s.here());
    Expr end = velocity(s.schedule(), s.evaluate(s.x().plus(start.times(h)), q));
    return s.x().plus(start.plus(end).times(0.5 * h));
  }

  private static Expr velocity(NoiseSchedule schedule, Evaluation e) {
    Point rate = schedule.rate(e.point().time());
    return e.data().times(rate.alpha()).plus(e.noise().times(rate.sigma()));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
