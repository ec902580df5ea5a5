package org.counterflow.diagnostics.regularity;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A whole Jacobian by central differences along each coordinate: 2 d evaluations, in batches. With it nothing is a bound only: norm, trace
 * and asymmetry are those of the matrix.
 */
public final class FullJacobian {
  /** Beyond so many elements the matrix would take more than 128 MiB. */
  public static final int MOST = 4096;
  private static final int COLUMNS_A_CALL = 64;
  /** Products with J'J that give its largest eigenvalue to single precision: each is free beside an evaluation. */
  private static final int PRODUCTS = 60;

  private final double[][] columns;

  private FullJacobian(double[][] columns) {
    this.columns = columns;
  }

  /**
   * By differences.
   *
   * @param field whose Jacobian
   * @param x where
   * @param h the step of a coordinate, as {@link Steps#first}
   * @throws IllegalArgumentException if x has more than {@link #MOST} elements
   */
  public static FullJacobian of(Field field, double[] x, double h) {
    int n = x.length;
    if (n > MOST)
      throw new IllegalArgumentException("a full Jacobian of " + n + " elements takes " + 2 * n + " evaluations and "
          + 8L * n * n / (1 << 20) + " MiB: at most " + MOST + " elements; use Krylov and Trace");
    var differences = new Differences(field);
    var columns = new double[n][];
    for (int from = 0; from < n; from += COLUMNS_A_CALL) {
      int m = Math.min(COLUMNS_A_CALL, n - from);
      var vs = new double[m * n];
      for (int k = 0; k < m; k++) vs[k * n + from + k] = 1;
      double[] products = differences.products(x, vs, h);
      for (int k = 0; k < m; k++) columns[from + k] = Vectors.row(products, k, n);
    }
    return new FullJacobian(columns);
  }

  /** {@code dF_i / dx_j}. */
  public double entry(int i, int j) {
    return columns[j][i];
  }

  /** As a matrix of Commons Math, for whatever else is asked of it. */
  RealMatrix matrix() {
    return new Array2DRowRealMatrix(columns, false).transpose();
  }

  /** {@code J v}. */
  public double[] times(double[] v) {
    var sum = new double[columns.length];
    for (int j = 0; j < columns.length; j++) Vectors.add(sum, v[j], columns[j]);
    return sum;
  }

  private double[] transposeTimes(double[] v) {
    var sum = new double[columns.length];
    for (int j = 0; j < columns.length; j++) sum[j] = Vectors.dot(columns[j], v);
    return sum;
  }

  /** The operator norm, the largest singular value: by Lanczos' method on J'J. */
  public double norm() {
    return Math.sqrt(Math.max(0, Krylov.of(v -> transposeTimes(times(v)), columns.length, PRODUCTS, 1).high()));
  }

  /** The Frobenius norm. */
  public double frobenius() {
    double sum = 0;
    for (double[] c : columns) sum += Vectors.dot(c, c);
    return Math.sqrt(sum);
  }

  /** The trace. */
  public double trace() {
    double sum = 0;
    for (int j = 0; j < columns.length; j++) sum += columns[j][j];
    return sum;
  }

  /** {@code |J - J'|_F / |J|_F}: 0 where the field is a gradient, as exact scores are. */
  public double asymmetry() {
    double sum = 0;
    for (int j = 0; j < columns.length; j++)
      for (int i = 0; i < columns.length; i++) sum += (columns[j][i] - columns[i][j]) * (columns[j][i] - columns[i][j]);
    double f = frobenius();
    return f > 0 ? Math.sqrt(sum) / f : 0;
  }

  /** The deviation of one of {@link Trace}'s probes, {@code sqrt(2) |offdiagonal of (J + J')/2|_F}. */
  public double probeDeviation() {
    double sum = 0;
    for (int j = 0; j < columns.length; j++)
      for (int i = 0; i < columns.length; i++) if (i != j) sum += (columns[j][i] + columns[i][j]) * (columns[j][i] + columns[i][j]) / 4;
    return Math.sqrt(2 * sum);
  }
}
