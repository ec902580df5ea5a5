package org.counterflow.api.internal.arithmetic;

import java.util.Arrays;

/**
 * The posterior mean of a data set or of an isotropic Gaussian mixture, row by row.
 *
 * <p>Distances are sums of squared differences, never of products: at small sigma the product form picks the wrong neighbour. All long
 * sums have two levels, chains over {@link #CHAIN} terms from +0 that are added in ascending order; this keeps a log weight within
 * about 1e-4 in single precision at every sigma.
 */
public final class PosteriorMean {
  /** Terms of a chain. */
  public static final int CHAIN = 64;
  /** Log weights below this count as weight 0 in single precision: products with the weight stay normal numbers. */
  public static final float CUT_32 = -64f;
  /** Log weights below this count as weight 0 in double precision. */
  public static final double CUT_64 = -600;

  private PosteriorMean() {}

  /**
   * {@code out = E[x_0 | alpha x_0 + sigma z = x]} in single precision.
   *
   * @param c the coefficients; rounded once here
   * @param means [components, dimensions], row-major
   * @param dimensions of a sample
   * @param x [rows, dimensions], row-major
   * @param out as {@code x}, and may be it
   * @param rows how many
   */
  public static void compute(PosteriorCoefficients c, float[] means, int dimensions, float[] x, float[] out, int rows) {
    int components = c.components();
    float[] a = PosteriorCoefficients.rounded(c.a());
    float[] b = PosteriorCoefficients.rounded(c.b());
    float[] h = PosteriorCoefficients.rounded(c.h());
    float[] g = PosteriorCoefficients.rounded(c.g());
    float minusAlpha = (float) c.minusAlpha();
    var u = new float[components];
    var sum = new float[dimensions];
    var chain = new float[dimensions];
    for (int row = 0; row < rows; row++) {
      int at = row * dimensions;
      for (int k = 0; k < components; k++) u[k] = squaredDistance(minusAlpha, means, k * dimensions, x, at, dimensions);
      logWeights(u, a, b, c.general());

      float total = 0;
      float share = 0;
      for (int from = 0; from < components; from += CHAIN) {
        float totalPart = 0;
        float sharePart = 0;
        for (int k = from; k < Math.min(from + CHAIN, components); k++) {
          float w = u[k] < CUT_32 ? 0f : Exponential.exp32(u[k]);
          totalPart += w;
          sharePart = Math.fma(w, g[k], sharePart);
          u[k] = c.pure() ? w : w * h[k];
        }
        total += totalPart;
        share += sharePart;
      }

      weightedSum(u, means, dimensions, sum, chain);
      float r = Reciprocal.recip32(total);
      for (int i = 0; i < dimensions; i++) out[at + i] = (c.pure() ? sum[i] : Math.fma(share, x[at + i], sum[i])) * r;
    }
  }

  /**
   * {@code out = E[x_0 | alpha x_0 + sigma z = x]} in double precision.
   *
   * @param c the coefficients
   * @param means [components, dimensions], row-major
   * @param dimensions of a sample
   * @param x [rows, dimensions], row-major
   * @param out as {@code x}, and may be it
   * @param rows how many
   */
  public static void compute(PosteriorCoefficients c, double[] means, int dimensions, double[] x, double[] out, int rows) {
    int components = c.components();
    double[] h = c.h();
    double[] g = c.g();
    var u = new double[components];
    var sum = new double[dimensions];
    var chain = new double[dimensions];
    for (int row = 0; row < rows; row++) {
      int at = row * dimensions;
      for (int k = 0; k < components; k++) u[k] = squaredDistance(c.minusAlpha(), means, k * dimensions, x, at, dimensions);
      logWeights(u, c.a(), c.b(), c.general());

      double total = 0;
      double share = 0;
      for (int from = 0; from < components; from += CHAIN) {
        double totalPart = 0;
        double sharePart = 0;
        for (int k = from; k < Math.min(from + CHAIN, components); k++) {
          double w = u[k] < CUT_64 ? 0 : Exponential.exp64(u[k]);
          totalPart += w;
          sharePart = Math.fma(w, g[k], sharePart);
          u[k] = c.pure() ? w : w * h[k];
        }
        total += totalPart;
        share += sharePart;
      }

      weightedSum(u, means, dimensions, sum, chain);
      double r = 1 / total;
      for (int i = 0; i < dimensions; i++) out[at + i] = (c.pure() ? sum[i] : Math.fma(share, x[at + i], sum[i])) * r;
    }
  }

  /**
   * {@code sum_i (x_i - alpha m_i)^2} in two levels, single precision.
   *
   * @param minusAlpha -alpha
   * @param m holds the mean
   * @param mAt its first element
   * @param x holds the sample
   * @param xAt its first element
   * @param dimensions of both
   */
  public static float squaredDistance(float minusAlpha, float[] m, int mAt, float[] x, int xAt, int dimensions) {
    float total = 0;
    for (int from = 0; from < dimensions; from += CHAIN) {
      float part = 0;
      for (int i = from; i < Math.min(from + CHAIN, dimensions); i++) {
        float t = Math.fma(minusAlpha, m[mAt + i], x[xAt + i]);
        part = Math.fma(t, t, part);
      }
      total += part;
    }
    return total;
  }

  /**
   * {@code sum_i (x_i - alpha m_i)^2} in two levels, double precision.
   *
   * @param minusAlpha -alpha
   * @param m holds the mean
   * @param mAt its first element
   * @param x holds the sample
   * @param xAt its first element
   * @param dimensions of both
   */
  public static double squaredDistance(double minusAlpha, double[] m, int mAt, double[] x, int xAt, int dimensions) {
    double total = 0;
    for (int from = 0; from < dimensions; from += CHAIN) {
      double part = 0;
      for (int i = from; i < Math.min(from + CHAIN, dimensions); i++) {
        double t = Math.fma(minusAlpha, m[mAt + i], x[xAt + i]);
        part = Math.fma(t, t, part);
      }
      total += part;
    }
    return total;
  }

  /** Turns squared distances into log weights whose largest is 0. Minimum and maximum are exact, so their order is free. */
  private static void logWeights(float[] v, float[] a, float[] b, boolean general) {
    if (!general) {
      float nearest = Float.POSITIVE_INFINITY;
      for (float distance : v) nearest = Math.min(nearest, distance);
      for (int k = 0; k < v.length; k++) v[k] = (v[k] - nearest) * a[0];
      return;
    }
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < v.length; k++) {
      v[k] = Math.fma(a[k], v[k], b[k]);
      largest = Math.max(largest, v[k]);
    }
    for (int k = 0; k < v.length; k++) v[k] -= largest;
  }

  private static void logWeights(double[] v, double[] a, double[] b, boolean general) {
    if (!general) {
      double nearest = Double.POSITIVE_INFINITY;
      for (double distance : v) nearest = Math.min(nearest, distance);
      for (int k = 0; k < v.length; k++) v[k] = (v[k] - nearest) * a[0];
      return;
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < v.length; k++) {
      v[k] = Math.fma(a[k], v[k], b[k]);
      largest = Math.max(largest, v[k]);
    }
    for (int k = 0; k < v.length; k++) v[k] -= largest;
  }

  /** {@code sum_i = sum_k u_k m_ki} in two levels over k. A term with u = +0 changes no bit and is skipped. */
  private static void weightedSum(float[] u, float[] means, int dimensions, float[] sum, float[] chain) {
    Arrays.fill(sum, 0);
    for (int from = 0; from < u.length; from += CHAIN) {
      Arrays.fill(chain, 0);
      for (int k = from; k < Math.min(from + CHAIN, u.length); k++) {
        float uk = u[k];
        int at = k * dimensions;
        if (uk != 0) for (int i = 0; i < dimensions; i++) chain[i] = Math.fma(uk, means[at + i], chain[i]);
      }
      for (int i = 0; i < dimensions; i++) sum[i] += chain[i];
    }
  }

  private static void weightedSum(double[] u, double[] means, int dimensions, double[] sum, double[] chain) {
    Arrays.fill(sum, 0);
    for (int from = 0; from < u.length; from += CHAIN) {
      Arrays.fill(chain, 0);
      for (int k = from; k < Math.min(from + CHAIN, u.length); k++) {
        double uk = u[k];
        int at = k * dimensions;
        if (uk != 0) for (int i = 0; i < dimensions; i++) chain[i] = Math.fma(uk, means[at + i], chain[i]);
      }
      for (int i = 0; i < dimensions; i++) sum[i] += chain[i];
    }
  }
}
