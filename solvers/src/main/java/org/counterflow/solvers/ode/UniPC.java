package org.counterflow.solvers.ode;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.math.Quadrature;

/**
 * UniPC: an exponential Adams-Bashforth prediction, then an Adams-Moulton correction with the evaluation at the predicted state, which the
 * next step uses again.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)} and other data estimates D_k at {@code lambda(p) + r_k h} (the past at r
 * below 0; the corrector adds the prediction at r = 1), {@code d_k = (D_k - D) / r_k}:
 * <pre>x' = sigma(q)/sigma(p) x + alpha(q) ((1 - exp(-h)) D + h sum_k w_k d_k),   sum_k w_k r_k^(j-1) = j! phi_{j+1}(-h)</pre>
 * In noise form, with noise estimates:
 * <pre>x' = alpha(q)/alpha(p) x - sigma(q) ((exp(h) - 1) E + h sum_k w_k e_k),   sum_k w_k r_k^(j-1) = j! phi_{j+1}(h)</pre>
 * Where there is one difference only, the authors put {@code w = B(h)/(2 h)} in place of the solution; B(h) is h ({@code bh1}), or
 * the weight of the estimate itself ({@code bh2}).
 *
 * <p>One order more than asked for (1.99, 3.02, 3.95, 4.93 measured in total variation on the three-bump target, uniform lambda, for orders
 * 1 to 4), one evaluation a step, remembers order - 1. The closest of its cost at few evaluations; its authors advise order 2 with guidance
 * and 3 without. No correction follows the last step. Without any correction, {@code corrector-off=all} or by name {@code unip}, it is the
 * prediction alone, of the order asked for; the correction alone, after any other solver, is {@link UniC}.
 *
 * <p>Elsewhere: {@code UniPCMultistepScheduler} (diffusers; data form is {@code predict_x0}), {@code UniPC} (the authors' code; its
 * {@code vary_coeff} is {@code b=vary} with {@code corrector=short-inverse}). Both lower the order at the end of every run.
 *
 * @param order of the prediction, 1 to 4; 2 by default, as in diffusers
 * @param b the function B(h); {@code bh2} by default, as in diffusers
 * @param lowOrderWeights whether a single difference has the authors' weight or the solved one; {@code half} by default
 * @param lowerOrderFinal when the order falls at the end; below 15 steps by default, since it costs long runs their order
 * @param form whether data or noise estimates are combined; {@code data} by default
 * @param correctorOff the steps without a correction; {@code none} by default
 * @param corrector for replaying the authors' {@code vary_coeff}; {@code full} by default
 * @see <a href="https://arxiv.org/abs/2302.04867">Zhao et al. 2023</a>
 */
public record UniPC(int order, B b, LowOrderWeights lowOrderWeights, LowerOrderFinal lowerOrderFinal, Form form, CorrectorOff correctorOff,
    Corrector corrector) implements Solver {
  /** The function B(h) in the weight of a single difference. */
  public enum B {
    /** {@code B(h) = h}. */
    BH1,
    /** {@code B(h) = 1 - exp(-h)}, in noise form {@code exp(h) - 1}. */
    BH2,
    /** None: all weights are solved for. */
    VARY
  }

  /** The weight of a single difference. */
  public enum LowOrderWeights {
    /** {@code B(h) / (2 h)}. */
    HALF,
    /** {@code phi_2}, as for several differences; then B(h) plays no part. */
    SOLVED
  }

  /** The weights of the correction. */
  public enum Corrector {
    /** As the formula has them. */
    FULL,
    /**
     * The last integral is left out of the weights of the past, and the weight of the new difference is made of the last integral and the
     * one before: with {@code b=vary} for replaying {@code vary_coeff} of the authors' code. Order 1 (0.94 and 0.99 measured for 3.0 and
     * 4.0).
     */
    SHORT_INVERSE
  }

  private static final Parameter<Integer> ORDER = Parameter.integer("order", 2, 1, 4, "of the prediction (diffusers: solver_order)");
  private static final Parameter<B> FUNCTION = Parameter.choice("b", B.BH2,
      "the function B(h) in the weight of a single difference (diffusers: solver_type)");
  private static final Parameter<LowOrderWeights> WEIGHTS = Parameter.choice("low-order-weights", LowOrderWeights.HALF,
      "of a single difference: the authors' half, or solved for as all others");
  private static final Parameter<Form> FORM = Parameter.choice("form", Form.DATA,
      "estimates that are combined (diffusers: predict_x0 is data)");
  private static final Parameter<Corrector> CORRECTOR = Parameter.choice("corrector", Corrector.FULL,
      "short-inverse with b=vary is for replaying vary_coeff of the authors' code, and of order 1");

  /** How it is named and made. */
  public static final Part<UniPC> PART = Part
      .of(UniPC.class, "unipc", "exponential predictor-corrector, one order more than asked for", "arXiv:2302.04867")
      .with(ORDER, UniPC::order).with(FUNCTION, UniPC::b).with(WEIGHTS, UniPC::lowOrderWeights)
      .with(LowerOrderFinal.PARAMETER, UniPC::lowerOrderFinal).with(FORM, UniPC::form)
      .with(CorrectorOff.PARAMETER, UniPC::correctorOff).with(CORRECTOR, UniPC::corrector)
      .made(a -> new UniPC(a.get(ORDER), a.get(FUNCTION), a.get(WEIGHTS), a.get(LowerOrderFinal.PARAMETER), a.get(FORM),
          a.get(CorrectorOff.PARAMETER), a.get(CORRECTOR)));

  /** Its prediction alone, which prints as {@code unipc:corrector-off=all}. */
  public static final Part<UniPC> UNIP = Part
      .of(UniPC.class, "unip", "the prediction of unipc alone: unipc:corrector-off=all", "arXiv:2302.04867")
      .with(ORDER, FUNCTION, WEIGHTS, LowerOrderFinal.PARAMETER, FORM)
      .made(a -> new UniPC(a.get(ORDER), a.get(FUNCTION), a.get(WEIGHTS), a.get(LowerOrderFinal.PARAMETER), a.get(FORM), CorrectorOff.ALL,
          Corrector.FULL));

  /** Order 2 and the other defaults. */
  public UniPC() {
    this(ORDER.byDefault());
  }

  /**
   * Another order, and the other defaults.
   *
   * @param order 1 to 4
   */
  public UniPC(int order) {
    this(order, FUNCTION.byDefault(), WEIGHTS.byDefault(), LowerOrderFinal.PARAMETER.byDefault(), FORM.byDefault());
  }

  /**
   * With a correction after each step but the last.
   *
   * @param order 1 to 4
   */
  public UniPC(int order, B b, LowOrderWeights lowOrderWeights, LowerOrderFinal lowerOrderFinal, Form form) {
    this(order, b, lowOrderWeights, lowerOrderFinal, form, CorrectorOff.NONE, Corrector.FULL);
  }

  /** Checks the order; {@code vary} has solved weights, whatever was given. */
  public UniPC {
    PART.checked(ORDER, order);
    if (b == B.VARY) lowOrderWeights = LowOrderWeights.SOLVED;
  }

  @Override
  public Traits traits() {
    int gained = correctorOff.all() ? 0 : 1;
    return Traits.of(corrector == Corrector.SHORT_INVERSE ? 1 : order + gained).remembers(order - 1).handsOn(gained > 0);
  }

  @Override
  public Expr step(Step s) {
    List<Evaluation> others = History.inside(s, lowerOrderFinal.limit(s, order) - 1);
    Expr predicted = LambdaPolynomial.step(s, form, others, this::weights);
    if (s.last() || correctorOff.at(s.index())) return predicted;
    Evaluation end = s.evaluate(predicted, s.to());
    s.next(end);
    var all = new ArrayList<>(others);
    all.add(end);
    return LambdaPolynomial.step(s, form, all, corrector == Corrector.FULL ? this::weights : this::shortInverse);
  }

  private double[] weights(double[] nodes, double z) {
    if (nodes.length == 1 && lowOrderWeights == LowOrderWeights.HALF) return new double[] {b == B.BH1 ? 0.5 : 0.5 * Phi.of(1, z)};
    return LambdaPolynomial.exact(nodes, z);
  }

  private double[] shortInverse(double[] nodes, double z) {
    int n = nodes.length;
    if (n == 1) return weights(nodes, z);
    double[] moments = LambdaPolynomial.moments(n, z);
    var unit = new double[n];
    unit[n - 2] = Phi.factorial(n - 1) * Phi.of(n + 1, z);
    moments[n - 1] = 0;
    double[] w = Quadrature.weights(nodes, moments);
    w[n - 1] = Quadrature.weights(nodes, unit)[n - 1];
    return w;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
