package org.counterflow.api.internal.arithmetic;

import java.util.Arrays;

/** Quantiles of magnitudes, exact but for one interpolation in double. */
public final class Quantile {
  private Quantile() {}

  /**
   * The quantile of |x| over a range: with {@code p = q (n - 1)} and k its whole part, {@code a_k + (p - k) (a_(k+1) - a_k)} of the
   * ascending magnitudes a, in double.
   *
   * @param x holds the range
   * @param from its first element
   * @param count its length n, at least 1
   * @param q in [0, 1]
   */
  public static double ofAbs(float[] x, int from, int count, double q) {
    float[] a = Arrays.copyOfRange(x, from, from + count);
    for (int i = 0; i < count; i++) a[i] = Math.abs(a[i]);
    Arrays.sort(a);
    int k = below(q, count);
    return between(a[k], a[Math.min(k + 1, count - 1)], position(q, count) - k);
  }

  /**
   * The quantile of |x| over a range: with {@code p = q (n - 1)} and k its whole part, {@code a_k + (p - k) (a_(k+1) - a_k)} of the
   * ascending magnitudes a, in double.
   *
   * @param x holds the range
   * @param from its first element
   * @param count its length n, at least 1
   * @param q in [0, 1]
   */
  public static double ofAbs(double[] x, int from, int count, double q) {
    double[] a = Arrays.copyOfRange(x, from, from + count);
    for (int i = 0; i < count; i++) a[i] = Math.abs(a[i]);
    Arrays.sort(a);
    int k = below(q, count);
    return between(a[k], a[Math.min(k + 1, count - 1)], position(q, count) - k);
  }

  /** {@code q (count - 1)}: the quantile's place among the ascending values. */
  public static double position(double q, int count) {
    return q * (count - 1);
  }

  /** The whole part of the position: the index of the neighbour below. */
  public static int below(double q, int count) {
    return (int) position(q, count);
  }

  /** {@code low + part * (high - low)}. */
  public static double between(double low, double high, double part) {
    return low + part * (high - low);
  }
}
