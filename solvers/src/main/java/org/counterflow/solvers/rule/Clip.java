package org.counterflow.solvers.rule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Tensor;

/**
 * Static thresholding: each element of the data estimate is moved into [-bound, bound].
 *
 * <pre>D' = min(max(D, -bound), bound)</pre>
 *
 * <p>For networks in the space of pixels, whose data lie in [-1, 1]: at high noise an epsilon network's data estimate is the difference of
 * two large numbers and may lie far outside, and most such networks were judged with this rule. Not for latents, which have no bounds. With
 * strong guidance {@link Threshold} saturates less.
 *
 * <p>Needs a data estimate: at alpha = 0 a prediction other than epsilon and score. At clean data it changes nothing. The extras, such
 * as a learned variance, stay.
 *
 * <p>Elsewhere: {@code clip_sample} and {@code clip_sample_range} (diffusers; {@code DDIMScheduler} has {@code noise=raw} unless
 * {@code use_clipped_model_output} is set, {@code DDPMScheduler} needs no choice), {@code clip_denoised} (the code of DDPM and its heirs).
 *
 * @param bound above 0; 1 by default
 * @param noise what becomes of the noise estimate; {@code consistent} by default
 * @see <a href="https://arxiv.org/abs/2205.11487">Saharia et al. 2022</a>, section 2.3
 */
public record Clip(double bound, NoiseEstimate noise) implements OutputRule {
  private static final Parameter<Double> BOUND = Parameter.number("bound", 1, 0, 1e6, "greatest absolute value of an element").above();
  private static final Parameter<NoiseEstimate> NOISE = NoiseEstimate.parameter();

  /** How it is named and made. */
  public static final Part<Clip> PART = Part
      .of(Clip.class, "clip", "each element of the data estimate into [-bound, bound]", "arXiv:2205.11487")
      .with(BOUND, Clip::bound).with(NOISE, Clip::noise).made(a -> new Clip(a.get(BOUND), a.get(NOISE)));

  /** Checks the range. */
  public Clip {
    PART.checked(BOUND, bound);
  }

  /** Into [-1, 1]. */
  public Clip() {
    this(BOUND.byDefault());
  }

  /**
   * With a consistent noise estimate.
   *
   * @param bound above 0
   */
  public Clip(double bound) {
    this(bound, NOISE.byDefault());
  }

  @Override
  public Evaluation apply(Evaluation e, Workspace w) {
    if (!NoiseEstimate.correctable(e)) return e;
    Tensor data = w.value(e.data());
    return noise.with(e, data, w.clamp(data, new double[] {bound}), w);
  }

  @Override
  public boolean movesState() {
    return noise == NoiseEstimate.RAW;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
