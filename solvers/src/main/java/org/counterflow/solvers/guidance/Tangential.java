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
 * Tangential damping: classifier-free guidance away from that part of the unconditional score which lies along the direction that both scores
 * share; {@code tcfg} in the catalogue.
 *
 * <p>With the noise estimates c and u, and the first right singular vector v of the matrix with the rows u and c, per sample:
 * <pre>u' = (u.v) v,   E = u' + weight (c - u')</pre>
 *
 * <p>Two network rows an evaluation. Elsewhere: {@code TangentialClassifierFreeGuidance} (diffusers' guiders), the node {@code TCFG} (ComfyUI).
 *
 * @param weight at least 0
 * @param of the conditions to guide towards, with / between them; the class by default
 * @param share of the weight over the run; all by default
 * @see <a href="https://arxiv.org/abs/2503.18137">Kwon et al. 2025</a>, algorithm 1
 */
public record Tangential(double weight, String of, Shares share) implements Guidance {
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 1000, "1 is the conditional estimate alone");

  /** How it is named and made. */
  public static final Part<Tangential> PART = Part
      .of(Tangential.class, "tcfg", "guidance away from what the unconditional score shares with the conditional one", "arXiv:2503.18137")
      .with(WEIGHT, Tangential::weight).with(Towards.OF, Tangential::of).with(Shares.PARAMETER, Tangential::share)
      .made(a -> new Tangential(a.get(WEIGHT), a.get(Towards.OF), a.get(Shares.PARAMETER)));

  /** Checks the ranges. */
  public Tangential {
    PART.checked(WEIGHT, weight);
    var _ = new Towards(of);
  }

  /** With all of the weight everywhere. */
  public Tangential(double weight, String of) {
    this(weight, of, Shares.ALL);
  }

  /**
   * Towards the class.
   *
   * @param weight at least 0
   */
  public Tangential(double weight) {
    this(weight, Towards.OF.byDefault(), Shares.ALL);
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
    if (answers.size() == 1 || conditional.point().sigma() == 0) return conditional;
    Tensor c = w.value(conditional.noise()), u = w.value(answers.get(1).noise());
    double[] uu = w.dot(u, u), uc = w.dot(u, c), cc = w.dot(c, c), ofU = new double[uu.length], ofC = new double[uu.length];
    for (int i = 0; i < uu.length; i++) {
      // The larger eigenvalue of the matrix of products, and its vector, by the angle: nothing cancels.
      double angle = 0.5 * StrictMath.atan2(2 * uc[i], uu[i] - cc[i]), a = StrictMath.cos(angle), b = StrictMath.sin(angle);
      double au = a * uu[i] + b * uc[i], largest = a * au + b * (a * uc[i] + b * cc[i]);
      double along = largest > 0 ? au / largest : 0;
      ofU[i] = along * a;
      ofC[i] = along * b;
    }
    Expr damped = u.times(ofU).plus(c.times(ofC));
    return Moved.noise(conditional, damped.minus(c).times(1 - share.weight(weight, conditional.point())), w);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
