package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * EDM's stochastic sampler around any deterministic solver: each step first goes a little back towards noise with fresh noise, and the
 * inner solver takes the step from there.
 *
 * <p>From p to q in N steps, with {@code s = sigma/alpha}:
 * <pre>g = min(s_churn/N, sqrt(2) - 1) where s(p) is in s_tmin to s_tmax, else 0
 * s(p^) = (1 + g) s(p),   x^ = alpha(p^)/alpha(p) x + alpha(p^) sqrt(s(p^)^2 - s(p)^2) s_noise z
 * x' = inner(x^, p^ to q)</pre>
 * The network is asked at (x^, p^), which lies in the law of p^: no error is made by the noise, and as {@code s_churn/N} vanishes the order
 * is the inner solver's.
 *
 * <p>In distribution of the order of an inner solver without memory, as long as g is not cut off (1 with memory); evaluations and memory as
 * the inner solver, but a predictor-corrector uses its evaluation again in steps without noise only. The noise replaces errors of earlier
 * steps by errors of its own: it pays with many steps and imperfect networks, on EDM's grids.
 *
 * <p>Elsewhere: {@code s_churn} of {@code sample_euler}, {@code sample_heun}, {@code sample_dpm_2} (k-diffusion), {@code edm_sampler} (EDM).
 * {@code s_churn} of {@code EulerDiscreteScheduler}, {@code EDMEulerScheduler} and {@code FlowMatchHeunDiscreteScheduler} (diffusers) asks the
 * network before the noise is added and so adds noise that no step takes away: the parameters {@code evaluate}, {@code convert} and {@code
 * steps} are for replaying these.
 *
 * @param inner a deterministic solver, such as heun
 * @param churn S_churn, the noise of the whole run; 40 by default, EDM's for ImageNet. 0 is the inner solver alone
 * @param tmin the least sigma/alpha at which noise is added; 0 by default
 * @param tmax the greatest; infinity by default
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default, 1.003 to 1.007 in EDM
 * @param evaluate where the network is asked; {@code at} the churned state by default
 * @param convert with which sigma a network's output is read where it is asked {@code before}; its own by default
 * @param steps what s_churn is divided by; the run's {@code updates} by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, algorithm 2
 */
public record Churn(Solver inner, double churn, double tmin, double tmax, double noiseScale, Evaluate evaluate, Convert convert,
    Steps steps) implements Solver {
  /** Where the network is asked. */
  public enum Evaluate {
    /** At the state that has been given noise, where it is. */
    AT,
    /** At the state before, and the output is used as if it had been at the state after: diffusers. */
    BEFORE
  }

  /** With which sigma an output is read that was asked for before. */
  public enum Convert {
    /** Of the churned point. */
    OWN,
    /** Of the step's beginning: diffusers' Euler with velocities. */
    SIGMA
  }

  /** What the noise of the run is divided by. */
  public enum Steps {
    /** N. */
    UPDATES,
    /** 2 N - 1, the evaluations: diffusers' schedulers of two stages. */
    STAGES
  }

  private static final double MOST = StrictMath.sqrt(2) - 1;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> CHURN = Parameter.number("s-churn", 40, 0, 1e6, "noise of the whole run; 40 in EDM for ImageNet");
  private static final Parameter<Double> TMIN = Parameter.number("s-tmin", 0, 0, INFINITY, "least sigma/alpha at which noise is added");
  private static final Parameter<Double> TMAX = Parameter.number("s-tmax", INFINITY, 0, INFINITY,
      "greatest sigma/alpha at which noise is added");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2,
      "factor on the added noise; 1.003 to 1.007 in EDM");
  private static final Parameter<Evaluate> EVALUATE = Parameter.choice("evaluate", Evaluate.AT,
      "where the network is asked: before is for replaying diffusers");
  private static final Parameter<Convert> CONVERT = Parameter.choice("convert", Convert.OWN,
      "the sigma with which an output is read: sigma is for replaying diffusers' Euler with evaluate=before");
  private static final Parameter<Steps> STEPS = Parameter.choice("steps", Steps.UPDATES,
      "what s-churn is divided by: stages is for replaying diffusers' schedulers of two stages");

  /** How it is named and made. */
  public static final Part<Churn> PART = Part
      .of(Churn.class, "churn", "any solver, each step from a little more noise than there was", "arXiv:2206.00364").around(Churn::inner)
      .with(CHURN, Churn::churn).with(TMIN, Churn::tmin).with(TMAX, Churn::tmax).with(NOISE_SCALE, Churn::noiseScale)
      .with(EVALUATE, Churn::evaluate).with(CONVERT, Churn::convert).with(STEPS, Churn::steps)
      .made(a -> new Churn(a.inner(0, Solver.class), a.get(CHURN), a.get(TMIN), a.get(TMAX), a.get(NOISE_SCALE), a.get(EVALUATE),
          a.get(CONVERT), a.get(STEPS)));

  /** Checks the ranges. */
  public Churn {
    PART.checked(CHURN, churn);
    PART.checked(TMIN, tmin);
    PART.checked(TMAX, tmax);
    PART.checked(NOISE_SCALE, noiseScale);
    if (tmin > tmax) throw new IllegalArgumentException("churn needs s-tmin <= s-tmax, was s-tmin=" + tmin + ", s-tmax=" + tmax);
    if (inner.traits().stochastic())
      throw new IllegalArgumentException("churn adds the noise itself, but " + inner + " draws its own; give a deterministic solver such as heun");
  }

  /** All sigmas, unscaled noise, asked at the churned state. */
  public Churn(Solver inner, double churn) {
    this(inner, churn, TMIN.byDefault(), TMAX.byDefault(), NOISE_SCALE.byDefault(), EVALUATE.byDefault(), CONVERT.byDefault(),
        STEPS.byDefault());
  }

  @Override
  public Traits traits() {
    Traits t = inner.traits().wraps(true);
    if (churn == 0) return t;
    double weak = evaluate == Evaluate.BEFORE ? 0 : t.remembers() > 0 ? Math.min(1, t.weakOrder()) : t.weakOrder();
    // Noise added outside the step is of no path.
    return Traits.of(0).remembers(t.remembers()).evaluations(t.evaluationsMoved()).stochastic(weak).wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (churn == 0) return s.run(inner, p, s.x(), q);
    Require.towardsData(s, this);
    double level = level(s, p), gain = level >= tmin && level <= tmax && Double.isFinite(level) ? gain(s) : 0;
    if (gain == 0) return s.run(inner, p, s.x(), q);
    return evaluate == Evaluate.AT ? after(s, gain) : before(s, level, gain);
  }

  private double gain(Step s) {
    return Math.min(churn / (steps == Steps.STAGES ? 2 * s.count() - 1 : s.count()), MOST);
  }

  /** sigma/alpha; asked before, a flow's noise level. */
  private double level(Step s, Point p) {
    return evaluate == Evaluate.BEFORE && isFlow(s.here().prediction()) ? p.sigma() / (p.alpha() + p.sigma()) : p.ratio();
  }

  private Expr after(Step s, double gain) {
    Point p = s.from(), hat = s.schedule().atLambda(p.lambda() - StrictMath.log1p(gain));
    return s.run(inner, hat, churned(s, hat), s.to());
  }

  private Expr churned(Step s, Point hat) {
    Point p = s.from();
    double added = StrictMath.sqrt((hat.ratio() - p.ratio()) * (hat.ratio() + p.ratio()));
    return s.x().times(hat.alpha() / p.alpha()).plus(s.noise(hat, p).times(hat.alpha() * added * noiseScale));
  }

  private Expr before(Step s, double level, double gain) {
    Evaluation e = s.here();
    if (isFlow(e.prediction())) return beforeOnFlow(s, e, level, gain);
    Point p = s.from(), hat = s.schedule().atLambda(p.lambda() - StrictMath.log1p(gain));
    Expr x = s.value(churned(s, hat));
    Evaluation known = new Evaluation(hat, x, e.raw(), e.prediction(), e.extras());
    if (convert == Convert.SIGMA) {
      Affine data = e.prediction().data(p);
      known = Evaluation.ofData(hat, x, data.of(x.times(p.alpha() / hat.alpha()), e.raw()));
    }
    return s.run(inner, hat, x, known, s.to());
  }

  /** There the noise level itself is raised, beyond 1 if need be, and the velocity shrinks by as much. */
  private Expr beforeOnFlow(Step s, Evaluation e, double level, double gain) {
    Point p = s.from();
    double raised = level * (1 + gain);
    Point hat = raised < 1 ? s.schedule().atLambda(StrictMath.log1p(-raised) - StrictMath.log(raised))
        : new Point(p.time() * (1 + gain), 0, raised);
    Expr x = s.value(s.x().plus(s.noise(hat, p).times(noiseScale * StrictMath.sqrt((raised - level) * (raised + level)))));
    var known = new Evaluation(hat.inside() ? hat : p, x, e.raw().times(level / raised), e.prediction(), e.extras());
    return s.run(inner, hat, x, known, s.to());
  }

  private static boolean isFlow(Prediction p) {
    return p.id().startsWith(Prediction.FLOW.id());
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
