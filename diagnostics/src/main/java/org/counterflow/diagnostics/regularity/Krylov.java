package org.counterflow.diagnostics.regularity;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Extreme eigenvalues and the norm of a matrix that is known by its products alone, on the space that powers of it span: Lanczos' method
 * with every vector made orthogonal to all before, twice.
 *
 * <p>For a symmetric matrix, such as the Jacobian of an exact score, the largest of {@link #low} and {@link #high} in absolute value comes
 * to the norm from below, to three digits in 16 products where the spectrum has an end that stands out. For another matrix {@link #norm}
 * is a lower bound of the operator norm and no more: products with the transpose would be needed. How far from symmetric it is says
 * {@link #asymmetry}.
 *
 * @param low the least eigenvalue of the symmetric part on the space
 * @param high the greatest
 * @param norm the operator norm of the matrix on the space, a lower bound of that on all of it
 * @param asymmetry {@code |H - H'| / |H|} of the projection H, Frobenius norms: 0 for a symmetric matrix, below rounding
 * @param top the unit vector of the space that the matrix stretches most
 * @param bottom the unit vector of the least eigenvalue
 * @param products how many were made
 */
public record Krylov(double low, double high, double norm, double asymmetry, double[] top, double[] bottom, int products) {
  /** A remainder this much smaller than the vector that it is left of is rounding: the space is invariant. */
  private static final double NOTHING = 1e-7;

  /** Copies the arrays. */
  public Krylov {
    top = top.clone();
    bottom = bottom.clone();
  }

  @Override
  public double[] top() {
    return top.clone();
  }

  @Override
  public double[] bottom() {
    return bottom.clone();
  }

  /**
   * From a random beginning.
   *
   * @param product of the matrix and a unit vector
   * @param elements of a vector
   * @param most products to make, at least 1
   * @param seed of the beginning
   */
  public static Krylov of(UnaryOperator<double[]> product, int elements, int most, long seed) {
    int m = Math.min(most, elements), k = 0;
    var basis = new double[m][];
    var images = new double[m][];
    double[] next = Vectors.direction(elements, new SplittableRandom(seed));
    while (k < m) {
      basis[k] = next;
      images[k] = product.apply(next);
      k++;
      double[] rest = images[k - 1].clone();
      double whole = Vectors.norm(rest);
      for (int pass = 0; pass < 2; pass++) for (int j = 0; j < k; j++) Vectors.add(rest, -Vectors.dot(rest, basis[j]), basis[j]);
      double left = Vectors.norm(rest);
      if (!(left > NOTHING * whole)) break;
      next = Vectors.times(rest, 1 / left);
    }
    return of(basis, images, k);
  }

  private static Krylov of(double[][] basis, double[][] images, int k) {
    var symmetric = new double[k][k];
    var gram = new double[k][k];
    double all = 0, odd = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double a = Vectors.dot(basis[i], images[j]), b = Vectors.dot(basis[j], images[i]);
        symmetric[i][j] = (a + b) / 2;
        gram[i][j] = Vectors.dot(images[i], images[j]);
        all += a * a;
        odd += (a - b) * (a - b);
      }
    }
    Eigen own = Eigen.of(symmetric), stretched = Eigen.of(gram);
    int low = own.least(), best = stretched.greatest();
    return new Krylov(own.value(low), own.value(own.greatest()), Math.sqrt(Math.max(0, stretched.value(best))), all > 0 ? Math.sqrt(odd / all) : 0,
        vector(basis, stretched.vector(best)), vector(basis, own.vector(low)), k);
  }

  /** A vector on the space, in all of it. */
  private static double[] vector(double[][] basis, double[] coefficients) {
    var v = new double[basis[0].length];
    for (int i = 0; i < coefficients.length; i++) Vectors.add(v, coefficients[i], basis[i]);
    return Vectors.times(v, 1 / Vectors.norm(v));
  }
}
