package org.counterflow.api.tensor;

/**
 * A lazy linear combination of tensors, noises and ones. Nothing is computed until the driver is handed the finished sum;
 * it then costs one pass over memory, however many terms it has.
 *
 * <p>Terms stand in the order of their first appearance, equal leaves are merged by adding their coefficients (in double,
 * in that order), and {@code 1 * t} is {@code t}. An expression does not outlive the step that made it.
 */
public sealed interface Expr permits Tensor, Noise, Ones, Sum {
  /** This, every sample multiplied by {@code c}. */
  default Expr times(double c) {
    return c == 1 ? this : Sum.of(this).scaled(c);
  }

  /**
   * This, sample {@code i} multiplied by {@code perSample[i]}.
   *
   * @param perSample one coefficient a sample of the batch; copied
   */
  default Expr times(double[] perSample) {
    return Sum.of(this).scaled(perSample);
  }

  /** The sum of both. */
  default Expr plus(Expr e) {
    return Sum.of(this).added(Sum.of(e));
  }

  /** This minus {@code e}. */
  default Expr minus(Expr e) {
    return Sum.of(this).added(Sum.of(e).scaled(-1));
  }
}
