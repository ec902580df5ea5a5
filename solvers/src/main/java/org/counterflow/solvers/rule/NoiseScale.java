package org.counterflow.solvers.rule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Affine;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;

/**
 * Epsilon scaling: the noise estimate, made shorter by a factor; {@code eps-scale} in the catalogue.
 *
 * <pre>E' = E / factor,   D' = (x - sigma E') / alpha</pre>
 *
 * <p>Sampling gathers errors, so that the network sees states with more noise than their place says, and its estimates get longer than in
 * training; factors of 1.001 to 1.02 take that back, more for fewer steps. Where the output has no say in the noise estimate, as at pure
 * noise, nothing changes. Elsewhere: the node {@code Epsilon Scaling} (ComfyUI).
 *
 * @param factor above 0; 1.005 by default
 * @see <a href="https://arxiv.org/abs/2308.15321">Ning et al. 2023</a>, equation 9
 */
public record NoiseScale(double factor) implements OutputRule {
  private static final Parameter<Double> FACTOR = Parameter.number("factor", 1.005, 0, 100, "the noise estimate is divided by").above();

  /** How it is named and made. */
  public static final Part<NoiseScale> PART = Part.of(NoiseScale.class, "eps-scale", "the noise estimate divided by a factor", "arXiv:2308.15321")
      .with(FACTOR, NoiseScale::factor).made(a -> new NoiseScale(a.get(FACTOR)));

  /** Checks the range. */
  public NoiseScale {
    PART.checked(FACTOR, factor);
  }

  /** With the factor of the tools. */
  public NoiseScale() {
    this(FACTOR.byDefault());
  }

  @Override
  public Evaluation apply(Evaluation e, Workspace w) {
    Affine a = e.prediction().noise(e.point());
    // At pure noise, and at clean data, the noise estimate is not the output's to say.
    if (factor == 1 || a.ofOutput() == 0 || e.point().sigma() == 0 || e.point().alpha() == 0) return e;
    return e.with(w.value(e.raw().plus(e.noise().times((1 / factor - 1) / a.ofOutput()))));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
