package org.counterflow.solvers.guidance;

import java.util.List;
import java.util.Set;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;

/**
 * CFG++: the data estimate is guided, the noise that a step puts back is the unconditional one.
 *
 * <p>With data estimates C (asked with the condition) and U (without), and the unconditional noise estimate E_U:
 * <pre>D = U + weight (C - U),   E = E_U,   x = alpha D + sigma E</pre>
 * A step of DDIM then is {@code x' = alpha(q) D + sigma(q) E_U}, as in the paper; every other solver takes the pair in the same way, and so
 * stands for the tools' own variants of each. Since the state moves, an evaluation cannot be used twice by a predictor-corrector.
 *
 * <p>Weights lie in (0, 1]: 0.6 does what 7.5 to 9 does in {@link ClassifierFree}, without leaving the data's range, and encoding with
 * it comes back. Two network rows an evaluation. Elsewhere: {@code sample_euler_cfg_pp} and its seven siblings (ComfyUI).
 *
 * @param weight at least 0; the paper's lambda
 * @param of the conditions to guide towards, with / between them; the class by default
 * @param share of the weight over the run; all by default
 * @see <a href="https://arxiv.org/abs/2406.08070">Chung et al. 2024</a>, algorithm 2
 */
public record CfgPlusPlus(double weight, String of, Shares share) implements Guidance {
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 100, "the paper's lambda, usually at most 1");

  /** How it is named and made. */
  public static final Part<CfgPlusPlus> PART = Part
      .of(CfgPlusPlus.class, "cfg++", "the data estimate guided, the noise unconditional", "arXiv:2406.08070")
      .with(WEIGHT, CfgPlusPlus::weight).with(Towards.OF, CfgPlusPlus::of).with(Shares.PARAMETER, CfgPlusPlus::share)
      .made(a -> new CfgPlusPlus(a.get(WEIGHT), a.get(Towards.OF), a.get(Shares.PARAMETER)));

  /** Checks the ranges. */
  public CfgPlusPlus {
    PART.checked(WEIGHT, weight);
    var _ = new Towards(of);
  }

  /** With all of the weight everywhere. */
  public CfgPlusPlus(double weight, String of) {
    this(weight, of, Shares.ALL);
  }

  /**
   * Towards the class.
   *
   * @param weight at least 0
   */
  public CfgPlusPlus(double weight) {
    this(weight, Towards.OF.byDefault(), Shares.ALL);
  }

  @Override
  public boolean movesState() {
    return true;
  }

  @Override
  public Set<String> takes() {
    return new Towards(of).negatives();
  }

  @Override
  public List<Conditions> ask(Conditions asked, Point at) {
    return new Towards(of).pair(asked, this);
  }

  @Override
  public Evaluation combine(List<Evaluation> answers, Workspace w) {
    Evaluation c = answers.getFirst(), u = answers.get(1);
    Point p = c.point();
    if (p.sigma() == 0 || c.prediction().data(p).ofOutput() == 0) return c;
    Expr data = w.value(u.data().plus(c.data().minus(u.data()).times(share.weight(weight, p)))), noise = w.value(u.noise());
    Expr x = w.value(data.times(p.alpha()).plus(noise.times(p.sigma())));
    // In the form that keeps the digits of what is read next; at pure noise the data estimate has no other.
    return p.alpha() == 0 ? new Evaluation(p, x, data, Prediction.DATA, c.extras())
        : new Evaluation(p, x, noise, Prediction.EPSILON, c.extras());
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
