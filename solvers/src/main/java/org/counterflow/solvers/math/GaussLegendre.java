package org.counterflow.solvers.math;

import java.util.function.DoubleUnaryOperator;

/** Gauss' rule on an interval, for integrals without a closed form: exact for polynomials up to degree 2 n - 1. */
public final class GaussLegendre {
  private final double[] nodes;
  private final double[] weights;

  /**
   * The rule of n nodes.
   *
   * @param n at least 1
   */
  public GaussLegendre(int n) {
    if (n < 1) throw new IllegalArgumentException("a rule needs at least 1 node, was asked for " + n);
    nodes = new double[n];
    weights = new double[n];
    for (int i = 0; i < n; i++) {
      // Newton's method from Tricomi's estimate, which lies in the domain of attraction of each root.
      double x = StrictMath.cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 0;
      for (int k = 0; k < 8; k++) {
        double p = 1, before = 0;
        for (int j = 1; j <= n; j++) {
          double next = ((2 * j - 1) * x * p - (j - 1) * before) / j;
          before = p;
          p = next;
        }
        slope = n * (x * p - before) / (x * x - 1);
        x -= p / slope;
      }
      nodes[i] = x;
      weights[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  /** The integral of f from a to b. */
  public double integral(double a, double b, DoubleUnaryOperator f) {
    double half = (b - a) / 2, middle = (a + b) / 2, sum = 0;
    for (int i = 0; i < nodes.length; i++) sum += weights[i] * f.applyAsDouble(middle + half * nodes[i]);
    return half * sum;
  }
}
