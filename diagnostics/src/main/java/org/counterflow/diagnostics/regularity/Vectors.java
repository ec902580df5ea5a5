package org.counterflow.diagnostics.regularity;

import java.util.SplittableRandom;

/** Sums over arrays. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** Root mean square. */
  static double rms(double[] a) {
    return norm(a) / Math.sqrt(a.length);
  }

  static double[] times(double[] a, double c) {
    var b = new double[a.length];
    for (int i = 0; i < a.length; i++) b[i] = c * a[i];
    return b;
  }

  /** {@code a += c b}. */
  static void add(double[] a, double c, double[] b) {
    for (int i = 0; i < a.length; i++) a[i] += c * b[i];
  }

  /** Row {@code r} of rows of {@code n} elements. */
  static double[] row(double[] all, int r, int n) {
    var a = new double[n];
    System.arraycopy(all, r * n, a, 0, n);
    return a;
  }

  /** Signs, each with probability one half. */
  static double[] signs(int n, SplittableRandom random) {
    var v = new double[n];
    for (int i = 0; i < n; i++) v[i] = random.nextBoolean() ? 1 : -1;
    return v;
  }

  /** Normals, scaled to length 1. */
  static double[] direction(int n, SplittableRandom random) {
    var v = new double[n];
    for (int i = 0; i < n; i++) v[i] = random.nextGaussian();
    return times(v, 1 / norm(v));
  }
}
