package org.counterflow.diagnostics.distance;

import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/** The exact law of {@code x = alpha x_0 + sigma z} at a point, where x_0 is of a mixture in the plane: a mixture again. */
final class PlaneLaw {
  /** Exponent, less that of the likeliest component, beyond which one counts for nothing. */
  private static final double GONE = 40;

  private final double alpha;
  private final double[] weights;
  private final double[] first;
  private final double[] second;
  private final double[] variances;
  private final double[] pulls;

  PlaneLaw(Mixture mixture, Point at) {
    if (mixture.dimensions() != 2) throw new IllegalArgumentException("the law of a plane, for a mixture in " + mixture.dimensions() + " dimensions");
    int n = mixture.components();
    alpha = at.alpha();
    weights = new double[n];
    first = new double[n];
    second = new double[n];
    variances = new double[n];
    pulls = new double[n];
    for (int k = 0; k < n; k++) {
      double s = mixture.deviation(k), deviation = Math.hypot(alpha * s, at.sigma());
      if (!(deviation > 0)) throw new IllegalArgumentException("points have no density at " + at + ": end where sigma is above 0");
      variances[k] = deviation * deviation;
      weights[k] = mixture.weight(k);
      first[k] = mixture.mean(k, 0);
      second[k] = mixture.mean(k, 1);
      pulls[k] = alpha * s * s / variances[k];
    }
  }

  private double exponent(int k, double x, double y) {
    double a = x - alpha * first[k], b = y - alpha * second[k];
    return 0.5 * (a * a + b * b) / variances[k];
  }

  /** The density. */
  double density(double x, double y) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double e = exponent(k, x, y);
      if (e < 700) sum += weights[k] * Math.exp(-e) / (2 * Math.PI * variances[k]);
    }
    return sum;
  }

  /** The data estimate. */
  void data(double[] x, double[] data) {
    double least = Double.POSITIVE_INFINITY, sum = 0, a = 0, b = 0;
    for (int k = 0; k < weights.length; k++) least = Math.min(least, exponent(k, x[0], x[1]));
    for (int k = 0; k < weights.length; k++) {
      double e = exponent(k, x[0], x[1]) - least;
      if (e > GONE) continue;
      double w = weights[k] / variances[k] * Math.exp(-e);
      sum += w;
      a += w * (first[k] + pulls[k] * (x[0] - alpha * first[k]));
      b += w * (second[k] + pulls[k] * (x[1] - alpha * second[k]));
    }
    data[0] = a / sum;
    data[1] = b / sum;
  }

  /** How far from the origin in either coordinate the law reaches, with so many deviations around each component. */
  double reach(double tail) {
    double most = 0;
    for (int k = 0; k < weights.length; k++)
      most = Math.max(most, alpha * Math.max(Math.abs(first[k]), Math.abs(second[k])) + tail * Math.sqrt(variances[k]));
    return most;
  }

  /** The deviation of the narrowest component. */
  double narrowest() {
    double least = Double.POSITIVE_INFINITY;
    for (double v : variances) least = Math.min(least, Math.sqrt(v));
    return least;
  }
}
