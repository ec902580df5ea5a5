package org.counterflow.api.process;

import org.counterflow.api.tensor.Expr;

/**
 * {@code ofX x + ofOutput F}: an estimate as a combination of the state and a network's output, coefficients in double.
 *
 * @param ofX coefficient of the state
 * @param ofOutput coefficient of the network's output
 */
public record Affine(double ofX, double ofOutput) {
  /** The combination. */
  public Expr of(Expr x, Expr output) {
    return ofX == 0 ? output.times(ofOutput) : ofOutput == 0 ? x.times(ofX) : x.times(ofX).plus(output.times(ofOutput));
  }
}
