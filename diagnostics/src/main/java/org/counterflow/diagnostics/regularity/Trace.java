package org.counterflow.diagnostics.regularity;

import java.util.SplittableRandom;

/**
 * The trace and the Frobenius norm of a Jacobian from products with random signs (Hutchinson): {@code E v'Jv = tr J} and
 * {@code E |Jv|^2 = |J|_F^2}. The deviation of one probe is {@code sqrt(2) |offdiagonal of (J + J')/2|_F}; against that the error of the
 * differences is nothing.
 *
 * @param mean the trace
 * @param standardError of the mean; NaN for one probe
 * @param frobenius the Frobenius norm
 * @param probes how many signs
 */
public record Trace(double mean, double standardError, double frobenius, int probes) {
  /**
   * By probes.
   *
   * @param field whose Jacobian
   * @param x where
   * @param h the step, as {@link Steps#first}
   * @param probes at least 1
   * @param seed of the signs
   */
  public static Trace estimate(Field field, double[] x, double h, int probes, long seed) {
    if (probes < 1) throw new IllegalArgumentException("probes must be at least 1, was " + probes);
    int n = x.length;
    var random = new SplittableRandom(seed);
    var vs = new double[probes * n];
    for (int k = 0; k < probes; k++) System.arraycopy(Vectors.signs(n, random), 0, vs, k * n, n);
    double[] products = new Differences(field).products(x, vs, h);
    double sum = 0, squares = 0, norms = 0;
    var values = new double[probes];
    for (int k = 0; k < probes; k++) {
      double[] jv = Vectors.row(products, k, n);
      values[k] = Vectors.dot(Vectors.row(vs, k, n), jv);
      sum += values[k];
      norms += Vectors.dot(jv, jv);
    }
    double mean = sum / probes;
    for (double v : values) squares += (v - mean) * (v - mean);
    return new Trace(mean, probes > 1 ? Math.sqrt(squares / (probes - 1) / probes) : Double.NaN, Math.sqrt(norms / probes), probes);
  }
}
