package org.counterflow.solvers.guidance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.value.Value;

/**
 * Classifier-free guidance: beyond the conditional output, away from the unconditional one; {@code cfg} in the catalogue.
 *
 * <p>With the network's outputs c (asked with the class) and u (asked without):
 * <pre>g = u + weight (c - u),   F = (rescale deviation(c)/deviation(g) + 1 - rescale) g</pre>
 * deviations over the elements of a sample. Two network rows an evaluation; one where the weight is 1, or sigma/alpha lies outside [from, to].
 *
 * <p>Weights of 1.5 to 4 sharpen class-conditional models, 5 to 10 are usual for text. High weights burn colours, which a rescale of
 * about 0.7 undoes. Leaving out the highest noise (to) keeps variety, leaving out the lowest (from) saves evaluations;
 * with {@link Shares} the weight changes over the run.
 *
 * <p>Of a text model the condition is named, and u is asked with a value of its own (an empty prompt, or what is not wanted), the condition
 * {@code NAME}{@value Guidance#NEGATIVE}:
 * {@snippet :
 * var guided = score.guided(Guidances.classifierFree(7.5).of("encoder_hidden_states").against(empty));
 * }
 *
 * <p>Elsewhere: {@code guidance_scale} and {@code guidance_rescale} (diffusers); the papers' w of the form {@code (1 + w) c - w u} is
 * weight - 1.
 *
 * @param weight at least 0; 1 is the conditional output alone, 0 the unconditional
 * @param rescale in [0, 1]; 0 by default
 * @param from least sigma/alpha that is guided, at least 0; 0 by default
 * @param to greatest sigma/alpha that is guided; infinity by default
 * @param of the conditions to guide towards, with / between them; the class by default
 * @param share of the weight over the run; all by default
 * @param negatives what it brings to ask u with, by {@code NAME}{@value Guidance#NEGATIVE}; where there is nothing, u is asked without
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho, Salimans 2022</a>, equation 6
 * @see <a href="https://arxiv.org/abs/2305.08891">Lin et al. 2024</a>, equations 15 and 16, for rescale
 * @see <a href="https://arxiv.org/abs/2404.07724">Kynkäänniemi et al. 2024</a>, for the interval
 */
public record ClassifierFree(double weight, double rescale, double from, double to, String of, Shares share,
    Map<String, Value> negatives) implements Guidance {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 1000,
      "1 is the conditional output, 0 the unconditional one");
  private static final Parameter<Double> RESCALE = Parameter.number("rescale", 0, 0, 1,
      "share of the correction to the conditional output's deviation (diffusers: guidance_rescale)");
  private static final Parameter<Double> FROM = Parameter.number("from", 0, 0, INFINITY, "least sigma/alpha that is guided");
  private static final Parameter<Double> TO = Parameter.number("to", INFINITY, 0, INFINITY, "greatest sigma/alpha that is guided");

  /** How it is named and made. */
  public static final Part<ClassifierFree> PART = Part.of(ClassifierFree.class, "cfg", "classifier-free guidance", "arXiv:2207.12598")
      .with(WEIGHT, ClassifierFree::weight).with(RESCALE, ClassifierFree::rescale).with(FROM, ClassifierFree::from)
      .with(TO, ClassifierFree::to).with(Towards.OF, ClassifierFree::of).with(Shares.PARAMETER, ClassifierFree::share)
      .made(a -> new ClassifierFree(a.get(WEIGHT), a.get(RESCALE), a.get(FROM), a.get(TO), a.get(Towards.OF), a.get(Shares.PARAMETER), Map.of()));

  /** Checks the ranges and copies the collections. */
  public ClassifierFree {
    negatives = Map.copyOf(negatives);
    var _ = new Towards(of);
    PART.checked(WEIGHT, weight);
    PART.checked(RESCALE, rescale);
    if (!(from >= 0 && from <= to)) throw new IllegalArgumentException("cfg needs 0 <= from <= to, was from=" + from + ", to=" + to);
  }

  /**
   * At every noise level, without rescaling.
   *
   * @param weight at least 0
   */
  public ClassifierFree(double weight) {
    this(weight, RESCALE.byDefault(), FROM.byDefault(), TO.byDefault(), Towards.OF.byDefault(), Shares.ALL, Map.of());
  }

  /**
   * With a class.
   *
   * @param weight at least 0
   * @param rescale in [0, 1]
   * @param from least sigma/alpha that is guided, at least 0
   * @param to greatest sigma/alpha that is guided
   */
  public ClassifierFree(double weight, double rescale, double from, double to) {
    this(weight, rescale, from, to, Towards.OF.byDefault(), Shares.ALL, Map.of());
  }

  /** The same towards another condition than the class, or several. */
  public ClassifierFree of(String first, String... more) {
    return new ClassifierFree(weight, rescale, from, to, more.length == 0 ? first : first + "/" + String.join("/", more), share, negatives);
  }

  /** The same with another share of the weight at each noise level. */
  public ClassifierFree over(Shares shares) {
    return new ClassifierFree(weight, rescale, from, to, of, shares, negatives);
  }

  /**
   * The same away from a value of the only condition, instead of away from none: an empty or a negative prompt. For several conditions
   * give each its own, as the condition {@code NAME}{@value Guidance#NEGATIVE}.
   *
   * @param negative of the type and shape that the condition has; a row a sample, or one for all
   */
  public ClassifierFree against(Value negative) {
    List<String> names = new Towards(of).names();
    if (names.size() != 1) throw new IllegalArgumentException("against(...) belongs to one condition, there are " + names
        + ": give the conditions " + takes());
    return new ClassifierFree(weight, rescale, from, to, of, share, Map.of(of + NEGATIVE, negative));
  }

  @Override
  public Map<String, Value> brings() {
    return negatives;
  }

  @Override
  public Set<String> takes() {
    return new Towards(of).negatives();
  }

  @Override
  public List<Conditions> ask(Conditions asked, Point at) {
    double s = at.ratio();
    var both = new Towards(of);
    return share.weight(weight, at) == 1 || s < from || s > to ? List.of(both.towards(asked, this)) : both.pair(asked, this);
  }

  @Override
  public Evaluation combine(List<Evaluation> answers, Workspace w) {
    Evaluation conditional = answers.getFirst();
    if (answers.size() == 1) return conditional;
    Expr c = conditional.raw(), u = answers.get(1).raw(), guided = u.plus(c.minus(u).times(share.weight(weight, conditional.point())));
    if (rescale > 0) guided = guided.times(factors(deviation(c, w), deviation(guided, w)));
    return conditional.with(w.value(guided));
  }

  private double[] factors(double[] conditional, double[] guided) {
    var f = new double[guided.length];
    for (int i = 0; i < f.length; i++) f[i] = guided[i] == 0 ? 1 : rescale * (conditional[i] / guided[i]) + 1 - rescale;
    return f;
  }

  private static double[] deviation(Expr e, Workspace w) {
    double[] mean = w.mean(e), norm = w.norm(e), d = new double[mean.length];
    for (int i = 0; i < d.length; i++) d[i] = StrictMath.sqrt(Math.max(0, norm[i] * norm[i] - mean[i] * mean[i]));
    return d;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
