package org.counterflow.solvers.guidance;

import java.util.List;
import java.util.Set;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/**
 * Adaptive projected guidance: classifier-free guidance whose step along the conditional estimate, which is what burns colours, is damped.
 *
 * <p>With the data estimates C (asked with the condition) and U (asked without), per sample:
 * <pre>d = C - U + momentum d_last,   d = min(1, norm/|d|) d
 * D = C + (weight - 1) (d - (1 - eta) (d.C / C.C) C)</pre>
 * (|d| is the square root of the sum over the elements). With {@code eta=1,momentum=0} and an infinite norm it is {@link ClassifierFree}.
 *
 * <p>Weights of 4 to 15 stay free of saturation. Two network rows an evaluation; one where weight is 1. The momentum is kept from evaluation
 * to evaluation and saved with the run.
 *
 * <p>Elsewhere: {@code AdaptiveProjectedGuidance} (diffusers' guiders), the node {@code APG} (ComfyUI).
 *
 * @param weight at least 0; 1 is the conditional estimate alone
 * @param eta share of the step along the conditional estimate, in [0, 1]; 0 by default
 * @param norm greatest length of the difference, above 0; infinity by default, 15 for latents in the paper
 * @param momentum of the difference, above -1 and below 1; 0 by default, -0.5 in the paper
 * @param of the conditions to guide towards, with / between them; the class by default
 * @param share of the weight over the run; all by default
 * @see <a href="https://arxiv.org/abs/2410.02416">Sadat et al. 2024</a>, algorithm 1
 */
public record Apg(double weight, double eta, double norm, double momentum, String of, Shares share) implements Guidance {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 1000, "1 is the conditional estimate alone");
  private static final Parameter<Double> ETA = Parameter.number("eta", 0, 0, 1, "share of the step along the conditional estimate");
  private static final Parameter<Double> NORM = Parameter.number("norm", INFINITY, 0, INFINITY, "greatest length of the difference of a sample")
      .above();
  private static final Parameter<Double> MOMENTUM = Parameter.number("momentum", 0, -0.99, 0.99, "of the difference; the paper's is -0.5");
  private static final String LAST = "apg";

  /** How it is named and made. */
  public static final Part<Apg> PART = Part.of(Apg.class, "apg", "guidance with its part along the estimate damped", "arXiv:2410.02416")
      .with(WEIGHT, Apg::weight).with(ETA, Apg::eta).with(NORM, Apg::norm).with(MOMENTUM, Apg::momentum).with(Towards.OF, Apg::of)
      .with(Shares.PARAMETER, Apg::share)
      .made(a -> new Apg(a.get(WEIGHT), a.get(ETA), a.get(NORM), a.get(MOMENTUM), a.get(Towards.OF), a.get(Shares.PARAMETER)));

  /** Checks the ranges. */
  public Apg {
    PART.checked(WEIGHT, weight);
    PART.checked(ETA, eta);
    PART.checked(NORM, norm);
    PART.checked(MOMENTUM, momentum);
    var _ = new Towards(of);
  }

  /** With all of the weight everywhere. */
  public Apg(double weight, double eta, double norm, double momentum, String of) {
    this(weight, eta, norm, momentum, of, Shares.ALL);
  }

  /**
   * Towards the class, with nothing of the step along the estimate.
   *
   * @param weight at least 0
   */
  public Apg(double weight) {
    this(weight, ETA.byDefault(), NORM.byDefault(), MOMENTUM.byDefault(), Towards.OF.byDefault(), Shares.ALL);
  }

  @Override
  public Set<String> takes() {
    return new Towards(of).negatives();
  }

  @Override
  public List<Conditions> ask(Conditions asked, Point at) {
    var both = new Towards(of);
    return share.weight(weight, at) == 1 ? List.of(both.towards(asked, this)) : both.pair(asked, this);
  }

  @Override
  public Evaluation combine(List<Evaluation> answers, Workspace w) {
    Evaluation conditional = answers.getFirst();
    if (answers.size() == 1 || conditional.prediction().data(conditional.point()).ofOutput() == 0) return conditional;
    Tensor c = w.value(conditional.data());
    Expr step = c.minus(w.value(answers.get(1).data()));
    if (momentum != 0) {
      Tensor last = w.carry().get(LAST);
      if (last != null) step = step.plus(last.times(momentum));
      w.carry().put(LAST, step);
    }
    Tensor d = w.value(step);
    double[] scale = new double[] {1};
    if (norm < INFINITY) {
      scale = w.norm(d);
      double root = StrictMath.sqrt(d.shape().elements());
      for (int i = 0; i < scale.length; i++) scale[i] = Math.min(1, norm / (scale[i] * root));
    }
    double[] along = Moved.ratio(w.dot(d, c), w.dot(c, c));
    for (int i = 0; i < along.length; i++) along[i] *= 1 - eta;
    Expr change = d.minus(c.times(along)).times(scale).times(share.weight(weight, conditional.point()) - 1);
    return Moved.data(conditional, change, w);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
