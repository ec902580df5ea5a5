package org.counterflow.diagnostics.learning;

import java.util.List;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * Ridge regression, {@code (G + mu I) w = b}, with mu by cross validation.
 *
 * @param coefficients w, [J, dimensions]
 * @param penalty mu
 */
record Ridge(double[][] coefficients, double penalty) {
  /** The grid of penalties: half decades from 1e-8 to 10. */
  private static final int LEAST_HALF_DECADE = -16;
  private static final int GREATEST_HALF_DECADE = 2;
  /** Half of G and the other differ by rounding of their sums. */
  private static final double SYMMETRY = 1e-10;
  /** A pivot is at least the penalty, but for rounding. */
  private static final double PIVOT = 1e-15;

  /**
   * Chooses the penalty that predicts left-out folds best, and fits all of them with it.
   *
   * @param folds each the mean over its own samples; folds of equal size
   * @param least smallest penalty to be tried
   */
  static Ridge choose(List<Moments> folds, double least) {
    Moments sum = folds.getFirst();
    for (Moments m : folds.subList(1, folds.size())) sum = sum.plus(1, m);
    double best = Double.POSITIVE_INFINITY, chosen = Double.NaN;
    var kept = new Moments[folds.size()];
    for (int f = 0; f < kept.length; f++) kept[f] = sum.plus(-1, folds.get(f)).times(1.0 / (kept.length - 1));
    for (int half = LEAST_HALF_DECADE; half <= GREATEST_HALF_DECADE; half++) {
      double penalty = Math.pow(10, half / 2.0), loss = 0;
      if (penalty < least * 0.99) continue;
      for (int f = 0; f < kept.length; f++) loss += folds.get(f).loss(solve(kept[f], penalty));
      if (loss < best) {
        best = loss;
        chosen = penalty;
      }
    }
    if (Double.isNaN(chosen)) throw new IllegalArgumentException("no penalty fits: the samples, or the bumps of them, are not finite");
    return new Ridge(solve(sum.times(1.0 / folds.size()), chosen), chosen);
  }

  private static double[][] solve(Moments m, double penalty) {
    var g = new double[m.gram().length][];
    for (int j = 0; j < g.length; j++) {
      g[j] = m.gram()[j].clone();
      g[j][j] += penalty;
    }
    return new CholeskyDecomposition(MatrixUtils.createRealMatrix(g), SYMMETRY, PIVOT).getSolver().solve(MatrixUtils.createRealMatrix(m.target()))
        .getData();
  }
}
