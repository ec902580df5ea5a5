package org.counterflow.diagnostics.regularity;

/**
 * Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations. Commons Math's decomposition gives up ("convergence failed") on
 * matrices whose entries are many powers of ten apart, such as those of posterior weights; rotations come to an end on every matrix.
 */
final class Eigen {
  private static final int SWEEPS = 60;
  private static final double NOTHING = 1e-15;

  private final double[] values;
  private final double[][] vectors;

  private Eigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** Of a symmetric matrix. */
  static Eigen of(double[][] matrix) {
    int n = matrix.length;
    var a = new double[n][];
    var v = new double[n][n];
    double size = 0;
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
      v[i][i] = 1;
      for (double x : a[i]) size = Math.max(size, Math.abs(x));
    }
    if (!(size < Double.POSITIVE_INFINITY)) throw new IllegalStateException("a matrix has entries that are not finite: no eigenvalues");
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double off = 0;
      for (int p = 0; p < n; p++) {
        for (int q = 0; q < p; q++) {
          off = Math.max(off, Math.abs(a[p][q]));
          if (Math.abs(a[p][q]) > NOTHING * size) rotate(a, v, p, q);
        }
      }
      if (off <= NOTHING * size) break;
    }
    var values = new double[n];
    for (int i = 0; i < n; i++) values[i] = a[i][i];
    return new Eigen(values, v);
  }

  /** Turns rows and columns p and q so that their entry vanishes. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.signum(theta) / (Math.abs(theta) + Math.hypot(1, theta));
    if (theta == 0) t = 1;
    double c = 1 / Math.hypot(1, t), s = t * c;
    for (int k = 0; k < a.length; k++) {
      double x = a[k][p], y = a[k][q];
      a[k][p] = c * x - s * y;
      a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < a.length; k++) {
      double x = a[p][k], y = a[q][k];
      a[p][k] = c * x - s * y;
      a[q][k] = s * x + c * y;
      double z = v[p][k], w = v[q][k];
      v[p][k] = c * z - s * w;
      v[q][k] = s * z + c * w;
    }
  }

  /** Value {@code k}; they have no order. */
  double value(int k) {
    return values[k];
  }

  /** The unit vector of value {@code k}. */
  double[] vector(int k) {
    return vectors[k].clone();
  }

  /** The number of the least value. */
  int least() {
    int best = 0;
    for (int i = 1; i < values.length; i++) if (values[i] < values[best]) best = i;
    return best;
  }

  /** The number of the greatest. */
  int greatest() {
    int best = 0;
    for (int i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
    return best;
  }
}
