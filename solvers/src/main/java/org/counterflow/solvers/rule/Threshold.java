package org.counterflow.solvers.rule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Tensor;

/**
 * Dynamic thresholding: the data estimate of each sample is bounded by a quantile of its own absolute values, and divided by it.
 *
 * <pre>s = min(max(quantile_q(|D|), 1), max),   D' = min(max(D, -s), s) / s</pre>
 *
 * <p>The quantile is taken over the elements of a sample, linear between neighbours; a sample never sees the others. For networks in the
 * space of pixels under strong guidance, whose data lie in [-1, 1]: it keeps D' there without the saturated pixels of {@link Clip}, which
 * it is at {@code max=1}. Where a sample's quantile is at most 1, only its few elements beyond 1 are moved. Not for latents.
 *
 * <p>Needs a data estimate: at alpha = 0 a prediction other than epsilon and score. At clean data it changes nothing. The extras, such as a
 * learned variance, stay.
 *
 * <p>Elsewhere: {@code thresholding} with {@code dynamic_thresholding_ratio} and {@code sample_max_value} (diffusers, whose default of 1
 * for the latter makes it a clip; {@code DDIMScheduler} has {@code noise=raw}), {@code correcting_x0_fn="dynamic_thresholding"}
 * (official DPM-Solver).
 *
 * @param q of the quantile, above 0 and at most 1; 0.995 by default, as in diffusers
 * @param max greatest divisor, at least 1; infinity by default, as in Imagen
 * @param noise what becomes of the noise estimate; {@code consistent} by default
 * @see <a href="https://arxiv.org/abs/2205.11487">Saharia et al. 2022</a>, section 2.3
 */
public record Threshold(double q, double max, NoiseEstimate noise) implements OutputRule {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Parameter<Double> Q = Parameter.number("q", 0.995, 0, 1,
      "of the quantile of a sample's absolute values (diffusers: dynamic_thresholding_ratio)").above();
  private static final Parameter<Double> MAX = Parameter.number("max", INFINITY, 1, INFINITY,
      "greatest divisor (diffusers: sample_max_value, 1 there)");
  private static final Parameter<NoiseEstimate> NOISE = NoiseEstimate.parameter();

  /** How it is named and made. */
  public static final Part<Threshold> PART = Part
      .of(Threshold.class, "threshold", "the data estimate bounded by a quantile of each sample, and divided by it", "arXiv:2205.11487")
      .with(Q, Threshold::q).with(MAX, Threshold::max).with(NOISE, Threshold::noise)
      .made(a -> new Threshold(a.get(Q), a.get(MAX), a.get(NOISE)));

  /** Checks the ranges. */
  public Threshold {
    PART.checked(Q, q);
    PART.checked(MAX, max);
  }

  /** With the quantile of diffusers, and no greatest divisor. */
  public Threshold() {
    this(Q.byDefault(), MAX.byDefault());
  }

  /**
   * With a consistent noise estimate.
   *
   * @param q of the quantile, above 0 and at most 1
   * @param max greatest divisor, at least 1
   */
  public Threshold(double q, double max) {
    this(q, max, NOISE.byDefault());
  }

  @Override
  public Evaluation apply(Evaluation e, Workspace w) {
    if (!NoiseEstimate.correctable(e)) return e;
    Tensor data = w.value(e.data());
    double[] bounds = w.quantileOfAbs(data, q), factors = new double[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      // What is not finite goes on as it is: the driver reports it with the sample and the step.
      boolean finite = Double.isFinite(bounds[i]);
      bounds[i] = finite ? Math.clamp(bounds[i], 1, max) : INFINITY;
      factors[i] = finite ? 1 / bounds[i] : 1;
    }
    return noise.with(e, data, w.clamp(data, bounds).times(factors), w);
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
