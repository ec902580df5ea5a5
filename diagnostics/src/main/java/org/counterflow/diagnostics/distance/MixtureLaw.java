package org.counterflow.diagnostics.distance;

import org.apache.commons.numbers.gamma.Erfc;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/** The exact law of {@code x = alpha x_0 + sigma z} at a point, where x_0 is of a mixture in one dimension: a mixture again. */
public final class MixtureLaw {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

  private final double[] weights;
  private final double[] means;
  private final double[] deviations;
  /** The data estimate of component k alone is {@code origin[k] + pull[k] (x - means[k])}. */
  private final double[] origins;
  private final double[] pulls;

  /**
   * The law at a point.
   *
   * @param mixture in one dimension
   * @param at where; a data set has a density only where sigma is above 0
   */
  public MixtureLaw(Mixture mixture, Point at) {
    if (mixture.dimensions() != 1) throw new IllegalArgumentException("the law of a line, for a mixture in " + mixture.dimensions() + " dimensions");
    int n = mixture.components();
    weights = new double[n];
    means = new double[n];
    deviations = new double[n];
    origins = new double[n];
    pulls = new double[n];
    for (int k = 0; k < n; k++) {
      double s = mixture.deviation(k);
      weights[k] = mixture.weight(k);
      origins[k] = mixture.mean(k, 0);
      means[k] = at.alpha() * origins[k];
      deviations[k] = Math.hypot(at.alpha() * s, at.sigma());
      if (!(deviations[k] > 0)) throw new IllegalArgumentException("points have no density at " + at + ": end where sigma is above 0");
      pulls[k] = at.alpha() * (s / deviations[k]) * (s / deviations[k]) + 0;
    }
  }

  /** The distribution function, to the last digits on either side. */
  public double distribution(double x) {
    double sum = 0;
    for (int k = 0; k < means.length; k++) sum += weights[k] * 0.5 * Erfc.value(-(x - means[k]) / deviations[k] / ROOT_2);
    return sum;
  }

  /** One minus the distribution function, to the last digits on either side. */
  public double above(double x) {
    double sum = 0;
    for (int k = 0; k < means.length; k++) sum += weights[k] * 0.5 * Erfc.value((x - means[k]) / deviations[k] / ROOT_2);
    return sum;
  }

  /** {@code E cos(k x)}: the real part of the characteristic function. */
  public double cosine(double k) {
    double sum = 0;
    for (int i = 0; i < means.length; i++) sum += weights[i] * Math.cos(k * means[i]) * Math.exp(-0.5 * k * k * deviations[i] * deviations[i]);
    return sum;
  }

  /** The density. */
  public double density(double x) {
    double sum = 0;
    for (int k = 0; k < means.length; k++) {
      double z = (x - means[k]) / deviations[k];
      sum += weights[k] * Math.exp(-0.5 * z * z) / (deviations[k] * ROOT_2_PI);
    }
    return sum;
  }

  /** The data estimate {@code E[x_0 | x]}. */
  public double data(double x) {
    double most = Double.NEGATIVE_INFINITY, sum = 0, data = 0;
    // Relative to the nearest component: far out all densities are 0.
    for (int k = 0; k < means.length; k++) most = Math.max(most, exponent(k, x));
    for (int k = 0; k < means.length; k++) {
      double w = weights[k] / deviations[k] * Math.exp(exponent(k, x) - most);
      sum += w;
      data += w * (origins[k] + pulls[k] * (x - means[k]));
    }
    return data / sum;
  }

  private double exponent(int k, double x) {
    double z = (x - means[k]) / deviations[k];
    return -0.5 * z * z;
  }

  /** So many deviations below the lowest component. */
  public double low(double tail) {
    double low = Double.POSITIVE_INFINITY;
    for (int k = 0; k < means.length; k++) low = Math.min(low, means[k] - tail * deviations[k]);
    return low;
  }

  /** So many deviations above the highest component. */
  public double high(double tail) {
    double high = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < means.length; k++) high = Math.max(high, means[k] + tail * deviations[k]);
    return high;
  }

  /** The deviation of the narrowest component. */
  public double narrowest() {
    double least = Double.POSITIVE_INFINITY;
    for (double d : deviations) least = Math.min(least, d);
    return least;
  }
}
