package org.counterflow.solvers.sde;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.math.Quadrature;
import org.counterflow.solvers.ode.History;
import org.counterflow.solvers.ode.LowerOrderFinal;
import org.jspecify.annotations.Nullable;

/**
 * SA-Solver: Adams methods with predictor and corrector on the reverse SDE of any noise level tau.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)}, {@code K = 1 + tau^2}, H = K h, estimates D_k at {@code lambda(p) + r_k h} and their
 * Lagrange polynomials l_k:
 * <pre>x' = e^(-tau^2 h) sigma(q)/sigma(p) x + alpha(q) sum_k w_k D_k + sigma(q) sqrt(1 - e^(-2 tau^2 h)) z,
 * w_k = H int_0^1 e^(-(1-u) H) l_k(u) du                                                              data
 * x' = alpha(q)/alpha(p) x - K sigma(q) sum_k w_k E_k + tau sigma(q) sqrt(e^2h - 1) z,
 * w_k = h int_0^1 e^((1-u) h) l_k(u) du                                                               noise</pre>
 * The predictor has r_0 = 0 and the past; the corrector adds the evaluation at the predicted state, r = 1, and has the same noise.
 *
 * <p>For tau above 0 of order 2 in distribution (2.0 to 2.9 measured on a Gaussian for orders 2 and 3) and of order 1 on a Brownian path, for
 * tau 0 of the corrector's order. One evaluation a step, which the next step uses again; with {@code mode=pece} two. With tau of 1 in the
 * middle of a run and 0 at its ends a good choice for pictures in 20 and more steps.
 *
 * <p>Elsewhere: {@code SASolverScheduler} (diffusers: tau 1 from 200 to 800; {@code few-step-term=on} is the
 * authors' {@code h^2/2} in place of the integral).
 *
 * @param predictor order of the predictor, 1 to 4; 2 by default
 * @param corrector order of the corrector, 1 to 4, or 0 for none; 2 by default
 * @param tau noise, 1 being the reverse SDE and 0 the ODE; 1 by default
 * @param tauFrom the least time, of the schedule, at whose steps tau acts; else it is 0
 * @param tauTo the greatest such time
 * @param form whether data or noise estimates are combined
 * @param mode whether the evaluation at the predicted state serves the next step, or the corrected state is evaluated again
 * @param fewStepTerm the authors' other weight of a single difference of data estimates; off by default, since it costs a factor of 1.8
 * @param lowerOrderFinal when the orders fall to the number of steps left
 * @see <a href="https://arxiv.org/abs/2309.05019">Xue et al. 2023</a>, algorithm 1
 */
public record SaSolver(int predictor, int corrector, double tau, double tauFrom, double tauTo, Form form, Mode mode, FewStepTerm fewStepTerm,
    LowerOrderFinal lowerOrderFinal) implements Solver {
  /** Which estimates are combined. */
  public enum Form {
    /** Data estimates. */
    DATA,
    /** Noise estimates. */
    NOISE
  }

  /** What is evaluated. */
  public enum Mode {
    /** The predicted state: predict, evaluate, correct. */
    PEC,
    /** The corrected state, too. */
    PECE
  }

  /** The weight of a single difference. */
  public enum FewStepTerm {
    /** The exact integral. */
    OFF,
    /** {@code h^2/2} for the integral of a line over the step. */
    ON
  }

  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Integer> PREDICTOR = Parameter.integer("predictor", 2, 1, 4, "order of the predictor");
  private static final Parameter<Integer> CORRECTOR = Parameter.integer("corrector", 2, 0, 4, "order of the corrector; 0 is none");
  private static final Parameter<Double> TAU = Parameter.number("tau", 1, 0, 10, "noise: 1 is the reverse SDE, 0 the ODE");
  private static final Parameter<Double> FROM = Parameter.number("tau-from", -INFINITY, -INFINITY, INFINITY,
      "least time of the schedule at which a step has tau; 0 elsewhere (diffusers: 200)");
  private static final Parameter<Double> TO = Parameter.number("tau-to", INFINITY, -INFINITY, INFINITY,
      "greatest time of the schedule at which a step has tau; 0 elsewhere (diffusers: 800)");
  private static final Parameter<Form> FORM = Parameter.choice("form", Form.DATA,
      "estimates that are combined (diffusers: algorithm_type)");
  private static final Parameter<Mode> MODE = Parameter.choice("mode", Mode.PEC, "whether the corrected state is evaluated again");
  private static final Parameter<FewStepTerm> FEW_STEP_TERM = Parameter.choice("few-step-term", FewStepTerm.OFF,
      "the authors' weight of a single difference of data estimates (diffusers: on)");

  /** How it is named and made. */
  public static final Part<SaSolver> PART = Part
      .of(SaSolver.class, "sa-solver", "stochastic Adams predictor-corrector", "arXiv:2309.05019")
      .with(PREDICTOR, SaSolver::predictor).with(CORRECTOR, SaSolver::corrector).with(TAU, SaSolver::tau).with(FROM, SaSolver::tauFrom)
      .with(TO, SaSolver::tauTo).with(FORM, SaSolver::form).with(MODE, SaSolver::mode).with(FEW_STEP_TERM, SaSolver::fewStepTerm)
      .with(LowerOrderFinal.PARAMETER, SaSolver::lowerOrderFinal)
      .made(a -> new SaSolver(a.get(PREDICTOR), a.get(CORRECTOR), a.get(TAU), a.get(FROM), a.get(TO), a.get(FORM), a.get(MODE),
          a.get(FEW_STEP_TERM), a.get(LowerOrderFinal.PARAMETER)));

  /** Checks the ranges. */
  public SaSolver {
    PART.checked(PREDICTOR, predictor);
    PART.checked(CORRECTOR, corrector);
    PART.checked(TAU, tau);
    if (tauFrom > tauTo) throw new IllegalArgumentException("sa-solver: tau-from must be at most tau-to (" + tauTo + "), was " + tauFrom);
  }

  /** Orders 2, the reverse SDE all the way. */
  public SaSolver() {
    this(PREDICTOR.byDefault(), CORRECTOR.byDefault(), TAU.byDefault());
  }

  /** These orders and this noise all the way, the other defaults. */
  public SaSolver(int predictor, int corrector, double tau) {
    this(predictor, corrector, tau, FROM.byDefault(), TO.byDefault(), FORM.byDefault(), MODE.byDefault(), FEW_STEP_TERM.byDefault(),
        LowerOrderFinal.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    // The corrector interpolates the predicted end in place of the oldest estimate.
    int order = corrector == 0 ? predictor : Math.min(corrector, predictor + 1);
    Traits t = Traits.of(tau > 0 ? 1 : order)
        .remembers(Math.max(Math.max(predictor - 1, corrector - 2), 0)).evaluations(mode == Mode.PECE && corrector > 0 ? 2 : 1)
        .handsOn(mode == Mode.PEC && corrector > 0);
    return tau == 0 ? t : t.stochastic(Math.min(order, 2));
  }

  @Override
  public Expr step(Step s) {
    double time = s.from().time(), t = time >= tauFrom && time <= tauTo ? tau : 0;
    if (tau > 0) Require.towardsData(s, this);
    s.here();
    Expr noise = t == 0 ? null : s.noise();
    int limit = lowerOrderFinal.limit(s, predictor + 4);
    Expr predicted = combination(s, null, Math.min(predictor, limit), t, noise);
    if (s.last() || corrector == 0) return predicted;
    Evaluation end = s.evaluate(predicted, s.to());
    if (mode == Mode.PEC) s.next(end);
    return combination(s, end, Math.min(corrector, limit + 1), t, noise);
  }

  /** The estimates are, in turn, that of the predicted end, here and the past. */
  private Expr combination(Step s, @Nullable Evaluation end, int order, double t, @Nullable Expr noise) {
    Point p = s.from(), q = s.to();
    double h = p.stepTo(q), k = 1 + t * t;
    List<Evaluation> all = estimates(s, end, order);
    double[] w = weights(p, all, h, form == Form.DATA ? -k * h : h);
    if (form == Form.DATA && fewStepTerm == FewStepTerm.ON && all.size() == 2) {
      double integral = k * h * h * Phi.of(2, -k * h), more = end != null ? k * h / 2 - integral / h
          : (k * h * h / 2 - integral) / all.get(1).point().stepTo(p);
      w[0] += more;
      w[1] -= more;
    }
    double scale = form == Form.DATA ? q.alpha() : -k * q.sigma();
    Expr x = s.x().times(form == Form.DATA ? q.sigma() / p.sigma() * StrictMath.exp(-t * t * h) : q.alpha() / p.alpha());
    for (int j = 0; j < w.length; j++) x = x.plus((form == Form.DATA ? all.get(j).data() : all.get(j).noise()).times(scale * w[j]));
    if (noise == null) return x;
    return x.plus(noise.times(q.sigma() * (form == Form.DATA ? StrictMath.sqrt(-StrictMath.expm1(-2 * t * t * h))
        : t * StrictMath.sqrt(StrictMath.expm1(2 * h)))));
  }

  private static List<Evaluation> estimates(Step s, @Nullable Evaluation end, int order) {
    var all = new ArrayList<Evaluation>();
    if (end != null) all.add(end);
    if (all.size() < order) all.add(s.here());
    all.addAll(History.inside(s, order - all.size()));
    return all;
  }

  private static double[] weights(Point p, List<Evaluation> all, double h, double z) {
    int n = all.size();
    double[] nodes = new double[n], moments = new double[n];
    for (int j = 0; j < n; j++) {
      nodes[j] = p.stepTo(all.get(j).point()) / h;
      moments[j] = Math.copySign(z, h) * Phi.factorial(j) * Phi.of(j + 1, z);
    }
    return Quadrature.weights(nodes, moments);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
