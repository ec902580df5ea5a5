package org.counterflow.api.internal.arithmetic;

/**
 * The numbers of a mixture's posterior that the host computes in double: with {@code c_k = alpha^2 s_k^2 + sigma^2},
 * <pre>
 * A_k = -1 / (2 c_k)                                     a log weight's factor of the squared distance
 * B_k = b_k - max b,  b_k = log w_k - (d / 2) log c_k    its constant
 * H_k = sigma^2 / c_k                                    the share of the mean
 * G_k = alpha s_k^2 / c_k                                the share of x</pre>
 *
 * <p>The arrays belong to this object and are not to be written.
 *
 * @param a A_k, one a component
 * @param b B_k, one a component; 0 where {@code general} is false
 * @param h H_k, one a component; 1 in a data set
 * @param g G_k, one a component; 0 in a data set
 * @param minusAlpha -alpha
 * @param general whether some c_k or w_k differ: log weights are {@code A_k dist_k + B_k}, not {@code A_0 (dist_k - min dist)}
 * @param pure a data set, no component has a width: H and G are not applied
 */
public record PosteriorCoefficients(double[] a, double[] b, double[] h, double[] g, double minusAlpha, boolean general, boolean pure) {
  /**
   * Computes them with plain Java arithmetic and {@link StrictMath}, equal on every machine.
   *
   * @param alpha signal coefficient, above 0
   * @param sigma noise coefficient, above 0
   * @param components K, at least 1
   * @param dimensions d of a sample, at least 1
   * @param deviations s_k, one a component; empty for a data set
   * @param weights w_k above 0, one a component; empty for equal ones
   */
  public static PosteriorCoefficients of(
      double alpha, double sigma, int components, int dimensions, double[] deviations, double[] weights) {
    var c = new double[components];
    var h = new double[components];
    var g = new double[components];
    var a = new double[components];
    boolean general = false;
    for (int k = 0; k < components; k++) {
      double variance = deviations.length == 0 ? 0 : deviations[k] * deviations[k];
      c[k] = alpha * alpha * variance + sigma * sigma;
      a[k] = -0.5 / c[k];
      h[k] = sigma * sigma / c[k];
      g[k] = alpha * variance / c[k];
      general |= c[k] != c[0] || weights.length > 0 && weights[k] != weights[0];
    }
    double[] b = general ? constants(c, dimensions, weights) : new double[components];
    return new PosteriorCoefficients(a, b, h, g, -alpha, general, deviations.length == 0);
  }

  private static double[] constants(double[] c, int dimensions, double[] weights) {
    var b = new double[c.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < b.length; k++) {
      b[k] = (weights.length == 0 ? 0 : StrictMath.log(weights[k])) - 0.5 * dimensions * StrictMath.log(c[k]);
      largest = Math.max(largest, b[k]);
    }
    for (int k = 0; k < b.length; k++) b[k] -= largest;
    return b;
  }

  /** How many components. */
  public int components() {
    return a.length;
  }

  /** Values rounded once to single precision, as F32 backends use them. */
  public static float[] rounded(double[] values) {
    var r = new float[values.length];
    for (int i = 0; i < r.length; i++) r[i] = (float) values[i];
    return r;
  }
}
