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
import org.counterflow.solvers.math.Quadrature;

/**
 * The linear multistep method in sigma/alpha: a polynomial through the last noise estimates, integrated exactly.
 *
 * <p>From p to q, with {@code r = sigma/alpha}, {@code y = x/alpha} and the polynomial P of degree order - 1 through the noise estimates at
 * r(p) and before:
 * <pre>y' = y + int_{r(p)}^{r(q)} P(r) dr</pre>
 *
 * <p>Order as asked for (1.96, 2.90, with an exact start 3.89, measured in total variation on the three-bump target, uniform lambda), one
 * evaluation a step, remembers order - 1; the first steps are of order 1, 2, 3. It steps to clean data at its full order. Good on
 * {@code karras} grids, where steps in sigma/alpha change slowly; where they grow fast a polynomial in lambda, {@link ExponentialAdams},
 * is steadier.
 *
 * <p>It has three names. {@code lms} is {@code LMSDiscreteScheduler} (diffusers) and {@code sample_lms} (k-diffusion), which integrate
 * numerically; {@code deis-rhoab} the rho-AB method of DEIS; {@code ipndm-v} iPNDM with the weights that unequal steps ask for ({@code
 * ipndm_v} of diff-sampler and ComfyUI has others, of slope 1.55 for 3.78 at order 4 on {@code karras}: {@code weights=diff-sampler}).
 *
 * @param order 1 to 4; 4 by default, as in k-diffusion
 * @param weights {@code exact} by default
 * @param coefficients {@code own} by default
 * @see <a href="https://arxiv.org/abs/2204.13902">Zhang, Chen 2022</a>, equation 15
 */
public record Lms(int order, Weights weights, Coefficients coefficients) implements Solver {
  /** The weights of noise estimates. */
  public enum Weights {
    /** Those of the integral. */
    EXACT,
    /** For replaying {@code ipndm_v} of diff-sampler: other terms of the third and fourth difference. */
    DIFF_SAMPLER
  }

  /** Which step the coefficients are of. */
  public enum Coefficients {
    /** The step that is taken. */
    OWN,
    /**
     * From the fifth step on the fourth, for replaying {@code deis_mode="rhoab"} of diff-sampler: it diverges as steps are added. Orders below
     * 4 have their own.
     */
    ROW_4
  }

  private static final Parameter<Integer> ORDER = Parameter.integer("order", 4, 1, 4, "number of estimates that are combined");
  private static final Parameter<Weights> WEIGHTS = Parameter.choice("weights", Weights.EXACT,
      "diff-sampler is for replaying its ipndm_v, whose order falls where steps differ");

  private static final Parameter<Coefficients> COEFFICIENTS = Parameter.choice("coefficients", Coefficients.OWN,
      "row-4 is for replaying order 4 of diff-sampler's rhoab, which takes the fourth step's from the fifth step on, and diverges");
  private static final int ROW = 3;

  /** The method. */
  public static final Part<Lms> PART = Part
      .of(Lms.class, "lms", "linear multistep: a polynomial in sigma/alpha through noise estimates", "arXiv:2204.13902")
      .with(ORDER, Lms::order).made(a -> new Lms(a.get(ORDER)));

  /** Under the name of iPNDM, with its compatible weights. */
  public static final Part<Lms> IPNDM_V = Part
      .of(Lms.class, "ipndm-v", "iPNDM for unequal steps, which is lms", "arXiv:2204.13902")
      .with(ORDER, Lms::order).with(WEIGHTS, Lms::weights).made(a -> new Lms(a.get(ORDER), a.get(WEIGHTS)));

  /** Under the name of DEIS, with its compatible coefficients. */
  public static final Part<Lms> DEIS = Part
      .of(Lms.class, "deis-rhoab", "lms by its name in DEIS", "arXiv:2204.13902")
      .with(ORDER, Lms::order).with(COEFFICIENTS, Lms::coefficients)
      .made(a -> new Lms(a.get(ORDER), WEIGHTS.byDefault(), a.get(COEFFICIENTS)));

  /** All ids. */
  public static final List<Part<Lms>> PARTS = List.of(PART, DEIS, IPNDM_V);

  /** Checks the order. */
  public Lms {
    PART.checked(ORDER, order);
    if (coefficients == Coefficients.ROW_4 && weights != Weights.EXACT)
      throw new IllegalArgumentException("row-4 is of deis-rhoab, the weights " + weights + " are of ipndm-v: choose one");
  }

  /**
   * With the coefficients of each step.
   *
   * @param order 1 to 4
   */
  public Lms(int order, Weights weights) {
    this(order, weights, COEFFICIENTS.byDefault());
  }

  /** Of order 4. */
  public Lms() {
    this(ORDER.byDefault());
  }

  /**
   * With exact weights.
   *
   * @param order 1 to 4
   */
  public Lms(int order) {
    this(order, WEIGHTS.byDefault());
  }

  @Override
  public Traits traits() {
    int effective = stale() ? 0 : weights == Weights.EXACT ? order : Math.min(order, 3);
    return Traits.of(effective).remembers(order - 1).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    if (NoiseMean.holds(s)) return NoiseMean.hold(s);
    Point p = s.from(), q = s.to();
    List<Evaluation> all = History.inside(s, order - 1);
    if (stale() && s.index() > ROW && all.size() == ROW) return ofTheFourth(s, all);
    return NoiseMean.step(s, all, past -> weights == Weights.EXACT ? exact(p, q, past) : diffSampler(p, q, past));
  }

  private boolean stale() {
    return coefficients == Coefficients.ROW_4 && order > ROW;
  }

  private static double[] exact(Point p, Point q, List<Evaluation> past) {
    return exact(p, q, past.stream().map(Evaluation::point).toArray(Point[]::new));
  }

  private static double[] exact(Point p, Point q, Point... past) {
    double h = q.ratio() - p.ratio();
    var nodes = new double[past.length + 1];
    var moments = new double[nodes.length];
    for (int k = 0; k < nodes.length; k++) {
      nodes[k] = k == 0 ? 0 : (past[k - 1].ratio() - p.ratio()) / h;
      moments[k] = 1.0 / (k + 1);
    }
    return Quadrature.weights(nodes, moments);
  }

  /** With the coefficients of step 4, whose sum is that step's length and not this one's. */
  private static Expr ofTheFourth(Step s, List<Evaluation> past) {
    Point p = s.node(ROW), q = s.node(ROW + 1);
    double h = q.ratio() - p.ratio(), alpha = s.to().alpha();
    return s.x().times(alpha / s.from().alpha())
        .plus(NoiseMean.mean(s.here(), past, exact(p, q, s.node(ROW - 1), s.node(ROW - 2), s.node(ROW - 3))).times(alpha * h));
  }

  /** In steps of sigma/alpha, h0 this one; with t1 = (1 - a) q / 2 and its like they would be exact. */
  private static double[] diffSampler(Point p, Point q, List<Evaluation> past) {
    int n = past.size();
    if (n == 0) return new double[] {1};
    var h = new double[n + 1];
    h[0] = q.ratio() - p.ratio();
    for (int k = 1; k <= n; k++) h[k] = (k == 1 ? p : past.get(k - 2).point()).ratio() - past.get(k - 1).point().ratio();
    double u = h[0] / h[1];
    if (n == 1) return new double[] {1 + u / 2, -u / 2};
    double a = h[0] / (3 * (h[0] + h[1])), b = h[1] / h[2];
    double t1 = (1 - a * h[0] * (h[0] + h[1]) / (h[1] * (h[1] + h[2]))) / 2;
    if (n == 2) return new double[] {1 + u / 2 + t1, -u / 2 - (1 + b) * t1, b * t1};
    double t2 = ((1 - a) / 2 + (1 - h[0] / (2 * (h[0] + h[1]))) * h[0] / (6 * (h[0] + h[1] + h[2]))) * h[0] * (h[0] + h[1])
        * (h[0] + h[1] + h[2]) / (h[1] * (h[1] + h[2]) * (h[1] + h[2] + h[3]));
    double c = h[1] * (h[1] + h[2]) / (h[2] * (h[2] + h[3]));
    return new double[] {1 + u / 2 + t1 + t2, -u / 2 - (1 + b) * t1 - (1 + b + c) * t2, b * t1 + (b + c * (1 + h[2] / h[3])) * t2,
        -t2 * c * b};
  }

  @Override
  public String toString() {
    return (coefficients == Coefficients.ROW_4 ? DEIS : weights == Weights.EXACT ? PART : IPNDM_V).text(this);
  }
}
