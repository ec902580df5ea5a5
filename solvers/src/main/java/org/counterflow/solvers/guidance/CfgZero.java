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

/**
 * CFG-Zero*: classifier-free guidance away from the unconditional output in the length that fits the conditional one best, for flow models.
 *
 * <p>With the outputs c and u, per sample:
 * <pre>s = c.u / u.u,   g = s u + weight (c - s u)</pre>
 * At the highest noise, sigma/alpha of {@code zero} and more, where a flow model is worse than nothing, the output is 0 instead.
 *
 * <p>Two network rows an evaluation; one where weight is 1. Elsewhere: {@code ClassifierFreeZeroStarGuidance} (diffusers' guiders, whose zero
 * steps are counted: 2 of 28 by default), the node {@code CFGZeroStar} (ComfyUI).
 *
 * @param weight at least 0; 1 is the conditional output alone
 * @param zero sigma/alpha from which on the output is 0, above 0; infinity, pure noise alone, by default
 * @param of the conditions to guide towards, with / between them; the class by default
 * @param share of the weight over the run; all by default
 * @see <a href="https://arxiv.org/abs/2503.18886">Fan et al. 2025</a>, algorithm 1
 */
public record CfgZero(double weight, double zero, String of, Shares share) implements Guidance {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 1000, "1 is the conditional output alone");
  private static final Parameter<Double> ZERO = Parameter.number("zero", INFINITY, 0, INFINITY,
      "sigma/alpha from which on the output is 0; inf is pure noise alone").above();

  /** How it is named and made. */
  public static final Part<CfgZero> PART = Part
      .of(CfgZero.class, "cfg-zero", "guidance away from the scaled unconditional output, for flows", "arXiv:2503.18886")
      .with(WEIGHT, CfgZero::weight).with(ZERO, CfgZero::zero).with(Towards.OF, CfgZero::of)
      .with(Shares.PARAMETER, CfgZero::share)
      .made(a -> new CfgZero(a.get(WEIGHT), a.get(ZERO), a.get(Towards.OF), a.get(Shares.PARAMETER)));

  /** Checks the ranges. */
  public CfgZero {
    PART.checked(WEIGHT, weight);
    PART.checked(ZERO, zero);
    var _ = new Towards(of);
  }

  /** With all of the weight everywhere. */
  public CfgZero(double weight, double zero, String of) {
    this(weight, zero, of, Shares.ALL);
  }

  /**
   * Towards the class, with nothing said at pure noise.
   *
   * @param weight at least 0
   */
  public CfgZero(double weight) {
    this(weight, ZERO.byDefault(), Towards.OF.byDefault(), Shares.ALL);
  }

  @Override
  public Set<String> takes() {
    return new Towards(of).negatives();
  }

  @Override
  public List<Conditions> ask(Conditions asked, Point at) {
    var both = new Towards(of);
    return share.weight(weight, at) == 1 || at.ratio() >= zero ? List.of(both.towards(asked, this)) : both.pair(asked, this);
  }

  @Override
  public Evaluation combine(List<Evaluation> answers, Workspace w) {
    Evaluation conditional = answers.getFirst();
    if (conditional.point().ratio() >= zero) return conditional.with(w.value(conditional.raw().times(0)));
    if (answers.size() == 1) return conditional;
    Expr c = conditional.raw(), u = answers.get(1).raw();
    Expr scaled = u.times(Moved.ratio(w.dot(c, u), w.dot(u, u)));
    return conditional.with(w.value(scaled.plus(c.minus(scaled).times(share.weight(weight, conditional.point())))));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
