package org.counterflow.solvers.rule;

import java.util.Set;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;

/**
 * Inpainting with any network: what is known of the data takes the place of what the network says of it.
 *
 * <pre>D' = m D + (1 - m) known</pre>
 *
 * <p>The mask m is 1 where data is drawn and 0 where it is known, between them linear. The noise estimate follows, {@code (x - alpha D') /
 * sigma}: in the known region every step is then the exact one of a distribution that is this one point, with the noise that the sample has
 * there, and the network sees the known data at every noise level. A run that ends at clean data ends with the known values, to the last bit
 * where the last step is of first order, as it is by default.
 *
 * <p>A run reads mask and known data from its conditions {@value #MASK} and {@value #KNOWN}; {@link #given} makes them. It may begin from
 * noise, or {@link org.counterflow.api.Sampler#from} the known data, which keeps more of what was under the mask. Take a stochastic solver
 * such as {@code euler-a}: a deterministic one carries the noise that it began with through the known region to the end, and may have settled
 * for what does not go with the known data before it can be told. Put the rule after those that bound the data estimate.
 *
 * <p>Needs a data estimate: at alpha = 0 a prediction other than epsilon and score. At clean data it changes nothing that the prediction
 * does not decide. The extras, such as a learned variance, stay.
 *
 * <p>Elsewhere: the inpainting pipelines of diffusers for networks without a mask input, which overwrite the state with noised data after each
 * step; {@code SetLatentNoiseMask} (ComfyUI), which overwrites the data estimate as here.
 *
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, appendix I.2, and
 *     <a href="https://arxiv.org/abs/2201.09865">Lugmayr et al. 2022</a>
 */
public record Inpaint() implements OutputRule {
  /** The condition that says where data is drawn (1) and where it is known (0). */
  public static final String MASK = "mask";

  /** The condition that holds the known data; what it has where data is drawn does not matter, but must be finite. */
  public static final String KNOWN = "known";

  /** How it is named and made. */
  public static final Part<Inpaint> PART = Part
      .of(Inpaint.class, "inpaint", "known data, where the condition mask is 0, in place of the estimate", "arXiv:2011.13456")
      .made(a -> new Inpaint());

  /**
   * The conditions that this rule reads.
   *
   * @param mask 1 where data is drawn, 0 where it is known: [shape], or a row a sample or one for all, [n, shape]; of a shape
   *     [channels, ...] also with one channel or none, which stands for all
   * @param known [n, shape], a row a sample or one for all
   * @throws IllegalArgumentException if they do not fit each other, or the mask leaves [0, 1]
   */
  public static Conditions given(Value mask, Value known) {
    if (known.dimensions().rank() == 0) throw new IllegalArgumentException("the known data is " + known + ": give [n, shape], a row a sample");
    double[] m = mask.toDoubles();
    for (int i = 0; i < m.length; i++) if (!(m[i] >= 0 && m[i] <= 1)) throw new IllegalArgumentException("the mask is " + mask + ", whose element "
        + i + " is " + m[i] + ": give 1 where data is drawn, 0 where it is known");
    Shape sample = known.dimensions().row();
    int n = Math.toIntExact(sample.elements()), channels = sample.rank() > 1 ? sample.dimension(0) : 1, plane = n / channels;
    int rows = rows(mask, known, sample);
    int has = m.length / rows;
    var all = new double[Math.multiplyExact(rows, n)];
    for (int i = 0; i < all.length; i++) {
      int inRow = i % n;
      all[i] = m[i / n * has + (has == n ? inRow : has == 1 ? 0 : inRow % plane)];
    }
    return Conditions.NONE.with(MASK, Value.of(sample.batch(rows), all)).with(KNOWN, known);
  }

  /** Rows of a mask: one for all where it has no dimension for them. */
  private static int rows(Value mask, Value known, Shape sample) {
    Shape one = sample.rank() > 1 ? sample.with(0, 1) : sample, m = mask.dimensions();
    if (m.elements() == 1 || m.equals(sample) || m.equals(one) || sample.rank() > 1 && m.equals(sample.row())) return 1;
    if (m.rank() == sample.rank() + 1 && (m.row().equals(sample) || m.row().equals(one))) return m.dimension(0);
    throw new IllegalArgumentException("the mask is " + mask + ", and the known data " + known + ": give a mask of the shape " + sample
        + (one.equals(sample) ? "" : " or " + one) + ", or one a sample");
  }

  @Override
  public Evaluation apply(Evaluation e, Workspace w) {
    if (!NoiseEstimate.correctable(e)) return e;
    Tensor mask = w.given(MASK), known = w.given(KNOWN), data = w.value(e.data());
    check(MASK, mask, data);
    check(KNOWN, known, data);
    // As data, and not as the raw output that would give it: in the known region nothing is rounded.
    return new Evaluation(e.point(), e.x(), w.blend(mask, data, known), Prediction.DATA, e.extras());
  }

  private static void check(String name, Tensor given, Tensor data) {
    if (!given.shape().equals(data.shape())) throw new IllegalArgumentException("the condition \"" + name + "\" has the shape " + given.shape()
        + ", and samples have " + data.shape() + ": make both conditions with Inpaint.given(mask, known)");
  }

  @Override
  public Set<String> takes() {
    return Set.of(MASK, KNOWN);
  }

  @Override
  public Set<String> needs() {
    return takes();
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
