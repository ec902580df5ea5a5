package org.counterflow.diagnostics.learning;

import java.util.random.RandomGenerator;

/**
 * Random bumps, the functions that a learned score is linear in:
 * <pre>phi_j(u) = J^(-1/2) exp(-|u - k_j|^2 / (2 h_j^2)),  j = 1 .. J</pre>
 * of the standardised state u, the same at every noise level.
 */
final class Bumps {
  /** Exponent beyond which a bump is 0: 4e-18 of its height. */
  private static final double GONE = 40;

  private final int dimensions;
  private final double[] centres;
  private final double[] widths;
  private final double height;

  private Bumps(int dimensions, double[] centres, double[] widths) {
    this.dimensions = dimensions;
    this.centres = centres;
    this.widths = widths;
    height = 1 / Math.sqrt(widths.length);
  }

  /**
   * Draws them: centres are samples noised at a lambda drawn from a range, widths log-uniform.
   *
   * @param standard samples less their mean, over their deviation, [n, dimensions]
   */
  static Bumps draw(double[] standard, int dimensions, BumpFit recipe, RandomGenerator random) {
    int count = recipe.bumps(), n = standard.length / dimensions;
    double[] centres = new double[count * dimensions], widths = new double[count];
    for (int j = 0; j < count; j++) {
      double lambda = recipe.from() + (recipe.to() - recipe.from()) * random.nextDouble();
      double ratio = Math.exp(-lambda), root = Math.hypot(1, ratio);
      int sample = random.nextInt(n);
      for (int i = 0; i < dimensions; i++)
        centres[j * dimensions + i] = (standard[sample * dimensions + i] + ratio * random.nextGaussian()) / root;
      widths[j] = recipe.narrowest() * Math.pow(recipe.widest() / recipe.narrowest(), random.nextDouble());
    }
    return new Bumps(dimensions, centres, widths);
  }

  int count() {
    return widths.length;
  }

  int dimensions() {
    return dimensions;
  }

  double centre(int j, int i) {
    return centres[j * dimensions + i];
  }

  double width(int j) {
    return widths[j];
  }

  /** J^(-1/2). */
  double height() {
    return height;
  }

  /**
   * All bumps at one place.
   *
   * @param u holds the place from {@code at} on
   * @param values as long as there are bumps
   */
  void values(double[] u, int at, double[] values) {
    for (int j = 0; j < values.length; j++) {
      double square = 0;
      for (int i = 0; i < dimensions; i++) {
        double r = u[at + i] - centres[j * dimensions + i];
        square += r * r;
      }
      double exponent = 0.5 * square / (widths[j] * widths[j]);
      values[j] = exponent > GONE ? 0 : height * Math.exp(-exponent);
    }
  }

  /** The sum of all bumps with weights at a place on a line. */
  double sum(double u, double[] w) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      double r = (u - centres[j]) / widths[j], exponent = 0.5 * r * r;
      if (exponent <= GONE) sum += w[j] * Math.exp(-exponent);
    }
    return height * sum;
  }

  /** The least width. */
  double narrowest() {
    double least = Double.POSITIVE_INFINITY;
    for (double w : widths) least = Math.min(least, w);
    return least;
  }
}
