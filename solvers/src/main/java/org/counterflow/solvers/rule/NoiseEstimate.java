package org.counterflow.solvers.rule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/** What becomes of the noise estimate where a rule has corrected the data estimate from D to D'. */
public enum NoiseEstimate {
  /** It follows from the state: {@code (x - alpha D') / sigma}. */
  CONSISTENT,
  /**
   * It stays the network's, and the state follows: {@code x' = alpha D' + sigma epsilon}. Since the state moves, a predictor-corrector
   * cannot use an evaluation twice and takes one more a step.
   */
  RAW;

  static Parameter<NoiseEstimate> parameter() {
    return Parameter.choice("noise", CONSISTENT,
        "the noise estimate follows from the state, or stays the network's and the state moves (diffusers' DDIM)");
  }

  /**
   * Whether the output has a say in the data estimate. Where it has none, as at clean data, there is nothing to correct.
   *
   * @throws IllegalArgumentException if the prediction gives no data estimate there, as epsilon at alpha = 0
   */
  static boolean correctable(Evaluation e) {
    return e.prediction().data(e.point()).ofOutput() != 0;
  }

  /**
   * The evaluation with another data estimate.
   *
   * @param data its data estimate
   * @param corrected what it is to be
   */
  Evaluation with(Evaluation e, Tensor data, Expr corrected, Workspace w) {
    Point p = e.point();
    Affine a = e.prediction().data(p);
    // Computed by itself it is exactly 0 where nothing was corrected, and there the output keeps all of its digits.
    Tensor change = w.value(corrected.minus(data));
    boolean moves = this == RAW;
    double share = moves ? (1 - p.alpha() * a.ofX()) / a.ofOutput() : 1 / a.ofOutput();
    boolean plain = a.ofX() == 0 && a.ofOutput() == 1;
    Tensor raw = w.value(plain ? corrected : e.raw().plus(change.times(share)));
    Expr x = moves ? w.value(e.x().plus(change.times(p.alpha()))) : e.x();
    return new Evaluation(p, x, raw, e.prediction(), e.extras());
  }
}
