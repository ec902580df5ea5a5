package org.counterflow.solvers.guidance;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;

/**
 * Classifier-free guidance towards two conditions, each with a weight of its own: a picture and what is to be done with it;
 * {@code cfg-two} in the catalogue.
 *
 * <p>With the outputs b (asked with both), s (asked with the second alone) and u (asked with neither):
 * <pre>g = u + second (s - u) + weight (b - s)</pre>
 *
 * <p>Three network rows an evaluation. Elsewhere: {@code guidance_scale} and {@code image_guidance_scale} of
 * {@code StableDiffusionInstructPix2PixPipeline} (diffusers).
 *
 * @param weight of the first condition, at least 0
 * @param second weight of the second condition, at least 0
 * @param of names of the first condition, with / between them
 * @param and names of the second condition, with / between them
 * @param share of the weight over the run; all by default
 * @see <a href="https://arxiv.org/abs/2211.09800">Brooks, Holynski, Efros 2022</a>, equation 3
 */
public record TwoConditions(double weight, double second, String of, String and, Shares share) implements Guidance {
  private static final Parameter<Double> WEIGHT = Parameter.number("weight", 0, 1000, "of the first condition, such as a prompt");
  private static final Parameter<Double> SECOND = Parameter.number("second", 0, 1000, "weight of the second condition, such as a picture");
  private static final Parameter<String> AND = Parameter.parsed("and", "concat", t -> t, "the second condition, with / between several names");

  /** How it is named and made. */
  public static final Part<TwoConditions> PART = Part
      .of(TwoConditions.class, "cfg-two", "guidance towards two conditions, each with its weight", "arXiv:2211.09800")
      .with(WEIGHT, TwoConditions::weight).with(SECOND, TwoConditions::second).with(Towards.OF, TwoConditions::of)
      .with(AND, TwoConditions::and).with(Shares.PARAMETER, TwoConditions::share)
      .made(a -> new TwoConditions(a.get(WEIGHT), a.get(SECOND), a.get(Towards.OF), a.get(AND), a.get(Shares.PARAMETER)));

  /** Checks the ranges, and that the conditions are not the same. */
  public TwoConditions {
    PART.checked(WEIGHT, weight);
    PART.checked(SECOND, second);
    for (String name : new Towards(of).names())
      if (new Towards(and).names().contains(name))
        throw new IllegalArgumentException("cfg-two guides towards \"" + name + "\" twice: give two different conditions");
  }

  /** With all of the weight everywhere. */
  public TwoConditions(double weight, double second, String of, String and) {
    this(weight, second, of, and, Shares.ALL);
  }

  @Override
  public Set<String> takes() {
    var all = new TreeSet<>(new Towards(of).negatives());
    all.addAll(new Towards(and).negatives());
    return all;
  }

  @Override
  public List<Conditions> ask(Conditions asked, Point at) {
    Towards first = new Towards(of), other = new Towards(and);
    Conditions both = other.towards(first.towards(asked, this), this);
    return List.of(both, other.towards(first.away(asked), this), other.away(first.away(asked)));
  }

  @Override
  public Evaluation combine(List<Evaluation> answers, Workspace w) {
    Expr b = answers.getFirst().raw(), s = answers.get(1).raw(), u = answers.get(2).raw();
    return answers.getFirst().with(w.value(u.plus(s.minus(u).times(share.weight(second, answers.getFirst().point()))).plus(b.minus(s).times(share.weight(weight, answers.getFirst().point())))));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
