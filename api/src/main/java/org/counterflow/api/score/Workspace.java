package org.counterflow.api.score;

import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/**
 * What may be asked for while a step, a score function or a rule is at work. Every method but {@link #conditions} and {@link #carry}
 * computes at once. Arrays have one number a sample. Implemented by the driver only; methods may be added.
 *
 * <p>What is at work is a function of what it asks for here: an adaptive run may run it again with the answers that it had.
 */
public interface Workspace {
  /** The expression's value; a tensor is its own. */
  Tensor value(Expr e);

  /** {@code sum_i a_i b_i} of each sample. */
  double[] dot(Expr a, Expr b);

  /** The mean of each sample. */
  double[] mean(Expr e);

  /** The root mean square of each sample. */
  double[] norm(Expr e);

  /** The norm of {@code error / max(absolute, relative max(|x|, |y|))} of each sample. */
  double[] errorNorm(Expr error, Expr x, Expr y, Tolerance t);

  /**
   * A quantile of the absolute values of each sample, linear between neighbours.
   *
   * @param q in [0, 1]
   */
  double[] quantileOfAbs(Expr e, double q);

  /**
   * The value with every element moved into [-bound, bound].
   *
   * @param bound one, or one a sample
   */
  Tensor clamp(Expr e, double[] bound);

  /** The product, element by element. */
  Tensor multiply(Expr a, Expr b);

  /** The exponential, element by element. */
  Tensor exp(Expr e);

  /** {@code a} where the mask is 1, {@code b} where it is 0, between them linear. */
  Tensor blend(Tensor mask, Expr a, Expr b);

  /** The posterior mean {@code E[x_0 | x]} at a point with alpha and sigma above 0, exactly. */
  Tensor posteriorMean(Mixture mixture, Expr x, Point at);

  /**
   * Asks a network: counted, micro-batched, cancellable. Questions about different states go out in common calls with a label a row.
   * Several questions give the same bits as one call after the other.
   *
   * @return an answer a question
   */
  List<Outputs> call(ScoreNetwork network, List<Ask> asks);

  /**
   * Asks a network about one state under several sets of conditions.
   *
   * @param label the time label, the same for each sample
   */
  default List<Outputs> call(ScoreNetwork network, Expr input, double label, List<Conditions> conditions) {
    return call(network, conditions.stream().map(c -> Ask.of(input, label, c)).toList());
  }

  /**
   * A value of the run's conditions, in the backend's memory and precision; rows of the samples at work, or one row for all.
   *
   * @throws java.util.NoSuchElementException naming what is there
   */
  Tensor given(String name);

  /** The conditions of the run, rows of all its samples included. */
  Conditions conditions();

  /** Values kept from step to step. */
  Carry carry();
}
