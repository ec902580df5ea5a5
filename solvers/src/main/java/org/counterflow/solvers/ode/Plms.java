package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * PLMS, pseudo numerical methods: the Adams-Bashforth weights of order four on noise estimates, DDIM's step, and a start of its own.
 *
 * <p>From p to q, with the noise estimates E_n, E_{n-1} ..:
 * <pre>x' = alpha(q)/alpha(p) x + (sigma(q) - sigma(p) alpha(q)/alpha(p)) E
 * E = (3 E_n - E_{n-1})/2,  (23 E_n - 16 E_{n-1} + 5 E_{n-2})/12,  (55 E_n - 59 E_{n-1} + 37 E_{n-2} - 9 E_{n-3})/24</pre>
 * The start {@code repeat} takes the first step as Heun's method would, with the mean of both noise estimates; the start {@code
 * runge-kutta} the first three by the classical Runge-Kutta method in the same way, with the half way in time.
 *
 * <p>Order 2 (2.00 measured in total variation on the three-bump target, uniform lambda), as the paper proves: equal steps in time are not
 * equal ones in sigma/alpha. One evaluation a step, and one more for {@code repeat}, nine for {@code runge-kutta}; remembers three. The
 * sampler of early latent diffusion; {@link UniPC} is closer at the same cost.
 *
 * <p>Elsewhere: {@code PNDMScheduler} (diffusers; {@code skip_prk_steps} is {@code start=repeat}), {@code PLMSSampler} (latent diffusion).
 *
 * @param start {@code repeat} by default, as pipelines have it
 * @param stride for replaying diffusers; {@code grid} by default
 * @param average for replaying diffusers; {@code noise} by default
 * @param halfStep for replaying diffusers; {@code evaluated} by default
 * @see <a href="https://arxiv.org/abs/2202.09778">Liu, Ren, Lin, Zhao 2022</a>, algorithm 2
 */
public record Plms(Start start, Stride stride, Average average, HalfStep halfStep) implements Solver {
  /** How it begins. */
  public enum Start {
    /** With one step that is taken twice. */
    REPEAT,
    /** With three steps of four evaluations. */
    RUNGE_KUTTA
  }

  /** Where a step ends. */
  public enum Stride {
    /** At the next node. */
    GRID,
    /** The whole number of entries T/N on, wherever the next node is: for replaying diffusers on grids of other strides. */
    FIXED
  }

  /** What is averaged. */
  public enum Average {
    /** Noise estimates. */
    NOISE,
    /** Outputs of the network, converted with the state at the step's beginning: for replaying diffusers with velocities; order 1. */
    RAW_OUTPUT
  }

  /** Where the first half step of a Runge-Kutta step lands. */
  public enum HalfStep {
    /** Where the network is asked next. */
    EVALUATED,
    /** Half of the stride on, rounded down; a table's entry off where strides are odd: for replaying diffusers. */
    FLOOR
  }

  private static final int RUNGE_KUTTA_STEPS = 3;
  private static final Parameter<Start> START = Parameter.choice("start", Start.REPEAT,
      "one step taken twice, or three steps of four evaluations (diffusers: skip_prk_steps is repeat)");
  private static final Parameter<Stride> STRIDE = Parameter.choice("stride", Stride.GRID,
      "fixed is for replaying diffusers, where steps end a fixed number of entries on");
  private static final Parameter<Average> AVERAGE = Parameter.choice("average", Average.NOISE,
      "raw-output is for replaying diffusers with velocities, and of order 1");
  private static final Parameter<HalfStep> HALF_STEP = Parameter.choice("half-step", HalfStep.EVALUATED,
      "floor is for replaying diffusers, whose first half step lands beside the place it is evaluated at");

  /** How it is named and made. */
  public static final Part<Plms> PART = Part
      .of(Plms.class, "plms", "PNDM: Adams-Bashforth weights on noise estimates after a start of its own", "arXiv:2202.09778")
      .with(START, Plms::start).with(STRIDE, Plms::stride).with(AVERAGE, Plms::average).with(HALF_STEP, Plms::halfStep)
      .made(a -> new Plms(a.get(START), a.get(STRIDE), a.get(AVERAGE), a.get(HALF_STEP)));

  /** The start {@code repeat}. */
  public Plms() {
    this(START.byDefault());
  }

  /** Another start. */
  public Plms(Start start) {
    this(start, STRIDE.byDefault(), AVERAGE.byDefault(), HALF_STEP.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(average == Average.NOISE ? 2 : 1).remembers(3).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    if (NoiseMean.holds(s)) return NoiseMean.hold(s);
    List<Evaluation> past = History.inside(s, 3);
    boolean first = past.isEmpty() && s.to().sigma() > 0;
    if (first && start == Start.REPEAT) return repeated(s);
    if (start == Start.RUNGE_KUTTA && s.index() < RUNGE_KUTTA_STEPS && s.to().sigma() > 0) return rungeKutta(s);
    double[] w = Ipndm.weights(past);
    return s.from().holdNoise(s.x(), average(s.from(), s.x(), s.here(), past, w), end(s));
  }

  private Expr repeated(Step s) {
    Point p = s.from(), q = s.to();
    Evaluation here = s.here(), there = s.evaluate(p.holdNoise(s.x(), here.noise(), end(s)), q);
    Point from = stride == Stride.FIXED ? s.schedule().at(q.time() + stride(s)) : p;
    return from.holdNoise(s.x(), average(from, s.x(), here, List.of(there), new double[] {0.5, 0.5}), q);
  }

  private Expr rungeKutta(Step s) {
    Point p = s.from(), q = s.to(), middle = middle(s);
    Evaluation one = s.here();
    Evaluation two = s.evaluate(p.holdNoise(s.x(), one.noise(), halfStep == HalfStep.FLOOR ? floor(s) : middle), middle);
    Evaluation three = s.evaluate(p.holdNoise(s.x(), noise(p, s.x(), two), middle), middle);
    Evaluation four = s.evaluate(p.holdNoise(s.x(), noise(p, s.x(), three), q), q);
    double[] w = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};
    return p.holdNoise(s.x(), average(p, s.x(), one, List.of(two, three, four), w), q);
  }

  /** Half way in time; at an entry of a table, where the ends are. */
  private static Point middle(Step s) {
    double p = s.from().time(), q = s.to().time(), half = (p - q) / 2;
    boolean entries = s.schedule().entries() > 0 && p == Math.rint(p) && q == Math.rint(q);
    return s.schedule().at(q + (entries ? Math.floor(half) : half));
  }

  private static Point floor(Step s) {
    double p = s.from().time();
    return s.schedule().at(p - Math.floor((p - s.to().time()) / 2));
  }

  private Point end(Step s) {
    if (stride == Stride.GRID) return s.to();
    double time = s.from().time() - stride(s);
    return time < 0 ? s.to() : s.schedule().at(time);
  }

  private double stride(Step s) {
    int entries = s.schedule().entries();
    if (entries == 0)
      throw new IllegalArgumentException(this + " counts entries of a table, and " + s.schedule() + " has none; leave stride=grid");
    return Math.floorDiv(entries, s.count());
  }

  private Expr noise(Point p, Expr x, Evaluation e) {
    return average == Average.NOISE ? e.noise() : converted(p, x, e, e.raw());
  }

  private Expr average(Point p, Expr x, Evaluation here, List<Evaluation> others, double[] w) {
    if (average == Average.NOISE) return NoiseMean.mean(here, others, w);
    Expr raw = here.raw().times(w[0]);
    for (int k = 0; k < others.size(); k++) raw = raw.plus(others.get(k).raw().times(w[k + 1]));
    return converted(p, x, here, raw);
  }

  private static Expr converted(Point p, Expr x, Evaluation as, Expr raw) {
    return new Evaluation(p, x, raw, as.prediction(), as.extras()).noise();
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
