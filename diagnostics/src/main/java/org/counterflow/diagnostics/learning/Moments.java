package org.counterflow.diagnostics.learning;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The normal equations of a fit: {@code G = E phi phi^T} and {@code b = E phi F^T}, F the target. The squared error of coefficients w, but for
 * a constant, is {@code tr(w^T G w - 2 w^T b)}.
 *
 * @param gram G, [J, J]
 * @param target b, [J, dimensions]
 */
record Moments(double[][] gram, double[][] target) {
  /** Of a number of bumps, all 0. */
  static Moments zero(int bumps, int dimensions) {
    return new Moments(new double[bumps][bumps], new double[bumps][dimensions]);
  }

  /** Adds {@code weight phi phi^T} to the upper half of G. */
  void add(double weight, double[] phi) {
    for (int j = 0; j < phi.length; j++) {
      double a = weight * phi[j];
      if (a == 0) continue;
      double[] row = gram[j];
      for (int k = j; k < phi.length; k++) row[k] += a * phi[k];
    }
  }

  /** Adds to a coordinate of b. */
  void addTarget(int bump, int coordinate, double value) {
    target[bump][coordinate] += value;
  }

  /** Fills the lower half of G from the upper one. */
  Moments mirrored() {
    for (int j = 0; j < gram.length; j++) for (int k = 0; k < j; k++) gram[j][k] = gram[k][j];
    return this;
  }

  /** {@code this + factor other}, as new matrices. */
  Moments plus(double factor, Moments other) {
    Moments sum = zero(gram.length, target[0].length);
    for (int j = 0; j < gram.length; j++) {
      for (int k = 0; k < gram.length; k++) sum.gram[j][k] = gram[j][k] + factor * other.gram[j][k];
      for (int i = 0; i < target[j].length; i++) sum.target[j][i] = target[j][i] + factor * other.target[j][i];
    }
    return sum;
  }

  Moments times(double factor) {
    return zero(gram.length, target[0].length).plus(factor, this);
  }

  /** The squared error of coefficients, but for a constant. */
  double loss(double[][] w) {
    RealMatrix c = MatrixUtils.createRealMatrix(w);
    return c.transpose().multiply(MatrixUtils.createRealMatrix(gram)).multiply(c).getTrace()
        - 2 * c.transpose().multiply(MatrixUtils.createRealMatrix(target)).getTrace();
  }
}
