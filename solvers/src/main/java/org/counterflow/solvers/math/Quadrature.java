package org.counterflow.solvers.math;

/** Weights of interpolating rules: what makes a sum over nodes exact for all polynomials up to a degree. */
public final class Quadrature {
  private Quadrature() {}

  /**
   * Solves {@code sum_k w_k r_k^j = b_j} for j = 0 .. n-1.
   *
   * @param nodes r, pairwise different
   * @param moments b, as many
   * @return w
   */
  public static double[] weights(double[] nodes, double[] moments) {
    int n = nodes.length;
    if (moments.length != n) throw new IllegalArgumentException(n + " nodes, but " + moments.length + " moments");
    // Newton's form (Bjorck and Pereyra 1970): stable for the few, ordered nodes of a multistep method.
    double[] w = moments.clone();
    for (int k = 0; k < n - 1; k++) {
      for (int i = n - 1; i > k; i--) w[i] -= nodes[k] * w[i - 1];
    }
    for (int k = n - 2; k >= 0; k--) {
      for (int i = k + 1; i < n; i++) {
        double gap = nodes[i] - nodes[i - k - 1];
        if (gap == 0) throw new IllegalArgumentException("two nodes are both " + nodes[i]);
        w[i] /= gap;
      }
      for (int i = k; i < n - 1; i++) w[i] -= w[i + 1];
    }
    return w;
  }
}
