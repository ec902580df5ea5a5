package org.counterflow.tck.internal;

/** Orders of convergence. */
public final class Slope {
  private Slope() {}

  /** Minus the slope of the least-squares line through (log n, log error). */
  public static double of(int[] n, double[] error) {
    double mx = 0, my = 0, xy = 0, xx = 0;
    for (int i = 0; i < n.length; i++) {
      mx += Math.log(n[i]) / n.length;
      my += Math.log(error[i]) / n.length;
    }
    for (int i = 0; i < n.length; i++) {
      double x = Math.log(n[i]) - mx;
      xy += x * (Math.log(error[i]) - my);
      xx += x * x;
    }
    return -xy / xx;
  }
}
