package org.counterflow.diagnostics.samples;

import java.util.Arrays;

/** Mean and covariance of a law, known or estimated. Immutable. */
public final class Moments {
  private final double[] mean;
  private final double[] covariance;

  /**
   * Known ones.
   *
   * @param mean [d], finite
   * @param covariance [d, d], row-major, symmetric
   * @throws IllegalArgumentException if the numbers do not fit one another, a value is not finite, or the covariance is not symmetric
   */
  public Moments(double[] mean, double[] covariance) {
    int d = mean.length;
    if (d == 0 || covariance.length != d * d)
      throw new IllegalArgumentException("a mean of " + d + " elements has no covariance of " + covariance.length + " elements");
    double largest = 0;
    for (double v : covariance) largest = Math.max(largest, Math.abs(v));
    for (int i = 0; i < d; i++) {
      if (!Double.isFinite(mean[i])) throw new IllegalArgumentException("element " + i + " of the mean is " + mean[i]);
      for (int j = 0; j < d; j++) {
        double v = covariance[i * d + j];
        if (!Double.isFinite(v) || Math.abs(v - covariance[j * d + i]) > 1e-9 * largest)
          throw new IllegalArgumentException("a covariance is finite and symmetric; at " + i + ", " + j + " it is " + v + ", at " + j + ", " + i
              + " " + covariance[j * d + i]);
      }
    }
    this.mean = mean.clone();
    this.covariance = covariance.clone();
  }

  /**
   * Those of samples: the mean, and the sum of squares over n - 1.
   *
   * @param samples 2 or more
   */
  public static Moments of(Cloud samples) {
    int n = samples.samples(), d = samples.elements();
    if (n < 2) throw new IllegalArgumentException("a covariance needs 2 samples or more, there are " + n);
    var mean = new double[d];
    double[] v = samples.shared();
    for (int i = 0; i < n; i++) for (int e = 0; e < d; e++) mean[e] += v[i * d + e] / n;
    var covariance = new double[d * d];
    var off = new double[d];
    for (int i = 0; i < n; i++) {
      for (int e = 0; e < d; e++) off[e] = v[i * d + e] - mean[e];
      for (int e = 0; e < d; e++) for (int f = 0; f <= e; f++) covariance[e * d + f] += off[e] * off[f];
    }
    for (int e = 0; e < d; e++) {
      for (int f = 0; f <= e; f++) {
        covariance[e * d + f] /= n - 1;
        covariance[f * d + e] = covariance[e * d + f];
      }
    }
    return new Moments(mean, covariance);
  }

  /** How many elements there are: d. */
  public int elements() {
    return mean.length;
  }

  /** A copy of the mean, [d]. */
  public double[] mean() {
    return mean.clone();
  }

  /** A copy of the covariance, [d, d], row-major. */
  public double[] covariance() {
    return covariance.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Moments m && Arrays.equals(mean, m.mean) && Arrays.equals(covariance, m.covariance);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(covariance);
  }

  @Override
  public String toString() {
    return "mean and covariance of " + mean.length + " elements";
  }
}
