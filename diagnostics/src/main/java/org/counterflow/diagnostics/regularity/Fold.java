package org.counterflow.diagnostics.regularity;

/**
 * Whether a map folds space: where {@code v'(dF v) / |v|^2} is negative for some v, the map is not monotone: where its derivative is
 * symmetric, as a score's is, it turns a direction round, and no density can be followed through it. A step of a solver that does so is too long.
 *
 * <p>The quotient is the least eigenvalue of the derivative's symmetric part on a Krylov space: random probes would show no more than its
 * mean, the trace over d. On that space it is an upper bound of the least on all of it: a fold that is found is one.
 *
 * @param least the quotient
 * @param most the greatest, the largest stretch of a direction
 */
public record Fold(double least, double most) {
  /**
   * Looks for one.
   *
   * @param step the map, such as {@link ScoreProbe#step}
   * @param x where
   * @param h the step of differences, as {@link Steps#first}
   * @param products to make, 16 where d is larger
   */
  public static Fold of(Field step, double[] x, double h, int products) {
    var differences = new Differences(step);
    double root = Math.sqrt(x.length);
    Krylov k = Krylov.of(v -> Vectors.times(differences.product(x, Vectors.times(v, root), h), 1 / root), x.length, products, 1);
    return new Fold(k.low(), k.high());
  }

  /** Whether it folds. */
  public boolean folds() {
    return least < 0;
  }
}
