package org.counterflow.diagnostics.regularity;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/**
 * The exact score of a mixture of isotropic Gaussians, or of a data set, with its derivatives, in double precision. The law of
 * {@code x = alpha x_0 + sigma z} is the mixture of {@code N(alpha m_k, v_k I)} with {@code v_k = alpha^2 s_k^2 + sigma^2}. With the
 * posterior weights w_k and {@code g_k = (alpha m_k - x) / v_k} the score is {@code s = sum w_k g_k}, and
 * <pre>grad s = -sum w_k / v_k I + sum w_k (g_k - s)(g_k - s)'</pre>
 */
public final class MixtureDerivatives {
  /** Components of less weight than this add nothing that double precision shows. */
  private static final double NOTHING = 1e-25;
  private static final int PRODUCTS = 60;

  private final Mixture mixture;
  private final Point at;
  private final double[] variances;

  /**
   * The law at a place.
   *
   * @param mixture in any dimension
   * @param at where; sigma above 0
   */
  public MixtureDerivatives(Mixture mixture, Point at) {
    if (!(at.sigma() > 0)) throw new IllegalArgumentException("a score needs sigma above 0, asked at " + at);
    this.mixture = mixture;
    this.at = at;
    variances = new double[mixture.components()];
    for (int k = 0; k < variances.length; k++) {
      double s = at.alpha() * mixture.deviation(k);
      variances[k] = s * s + at.sigma() * at.sigma();
    }
  }

  private double[] exponents(double[] x) {
    int n = mixture.dimensions();
    var e = new double[variances.length];
    for (int k = 0; k < e.length; k++) {
      double square = 0;
      for (int i = 0; i < n; i++) {
        double d = x[i] - at.alpha() * mixture.mean(k, i);
        square += d * d;
      }
      e[k] = Math.log(mixture.weight(k)) - 0.5 * (square / variances[k] + n * Math.log(2 * Math.PI * variances[k]));
    }
    return e;
  }

  /** {@code log p(x)} in nats. */
  public double logDensity(double[] x) {
    double[] e = exponents(x);
    double most = Double.NEGATIVE_INFINITY, sum = 0;
    for (double v : e) most = Math.max(most, v);
    for (double v : e) sum += Math.exp(v - most);
    return most + Math.log(sum);
  }

  /** Posterior weights of the components. */
  private double[] weights(double[] x) {
    double[] e = exponents(x);
    double most = Double.NEGATIVE_INFINITY, sum = 0;
    for (double v : e) most = Math.max(most, v);
    for (int k = 0; k < e.length; k++) sum += e[k] = Math.exp(e[k] - most);
    for (int k = 0; k < e.length; k++) e[k] /= sum;
    return e;
  }

  private double gradient(int k, int i, double[] x) {
    return (at.alpha() * mixture.mean(k, i) - x[i]) / variances[k];
  }

  /** The score. */
  public double[] score(double[] x) {
    return score(x, weights(x));
  }

  private double[] score(double[] x, double[] w) {
    var s = new double[x.length];
    for (int k = 0; k < w.length; k++) {
      if (w[k] == 0) continue;
      for (int i = 0; i < s.length; i++) s[i] += w[k] * gradient(k, i, x);
    }
    return s;
  }

  /** {@code sigma^2 (grad s) v}: what finite differences of the noise estimate give, times {@code -sigma}. */
  public double[] product(double[] x, double[] v) {
    double[] w = weights(x), s = score(x, w), sum = new double[x.length];
    double square = at.sigma() * at.sigma(), pull = 0;
    for (int k = 0; k < w.length; k++) {
      if (w[k] == 0) continue;
      pull += w[k] / variances[k];
      double along = 0;
      for (int i = 0; i < v.length; i++) along += (gradient(k, i, x) - s[i]) * v[i];
      for (int i = 0; i < v.length; i++) sum[i] += square * w[k] * along * (gradient(k, i, x) - s[i]);
    }
    for (int i = 0; i < v.length; i++) sum[i] -= square * pull * v[i];
    return sum;
  }

  /** {@code sigma^3 grad^2 s [v, v]}, by differences of fourth order of the exact first derivatives: ten digits. */
  public double[] second(double[] x, double[] v) {
    double h = 1e-3 * at.sigma() / Vectors.norm(v);
    double[] sum = new double[x.length];
    double[] steps = {-2, -1, 1, 2}, weights = {1, -8, 8, -1};
    for (int k = 0; k < steps.length; k++) {
      double[] y = x.clone();
      Vectors.add(y, steps[k] * h, v);
      Vectors.add(sum, weights[k] * at.sigma() / (12 * h), product(y, v));
    }
    return sum;
  }

  /** {@code sigma^2 |grad s|} as an operator: from the covariance of the g_k. */
  public double norm(double[] x) {
    double[] w = weights(x), s = score(x, w);
    int n = x.length, m = w.length;
    double square = at.sigma() * at.sigma(), pull = 0;
    for (int k = 0; k < m; k++) pull += w[k] / variances[k];
    // Rows sqrt(w_k) (g_k - s).
    int live = 0;
    for (double v : w) if (v > NOTHING) live++;
    var rows = new double[live][n];
    for (int k = 0, r = 0; k < m; k++) {
      if (!(w[k] > NOTHING)) continue;
      for (int i = 0; i < n; i++) rows[r][i] = Math.sqrt(w[k]) * (gradient(k, i, x) - s[i]);
      r++;
    }
    if (live >= n) return square * extreme(rows, pull);
    // With fewer rows than elements some direction sees none of them. Their largest singular value by Lanczos' method: the decompositions of
    // Commons Math do not converge on weights that are many powers of ten apart.
    double high = Krylov.of(v -> times(rows, transposeTimes(rows, v)), live, PRODUCTS, 1).high();
    return square * Math.max(Math.abs(high - pull), pull);
  }

  /** The largest absolute eigenvalue of {@code rows' rows - pull I}. */
  private static double extreme(double[][] rows, double pull) {
    RealMatrix a = new Array2DRowRealMatrix(rows, false);
    double most = 0;
    for (double v : new EigenDecomposition(a.transpose().multiply(a)).getRealEigenvalues()) most = Math.max(most, Math.abs(v - pull));
    return most;
  }

  private static double[] times(double[][] rows, double[] v) {
    var sum = new double[rows.length];
    for (int r = 0; r < rows.length; r++) sum[r] = Vectors.dot(rows[r], v);
    return sum;
  }

  private static double[] transposeTimes(double[][] rows, double[] v) {
    var sum = new double[rows[0].length];
    for (int r = 0; r < rows.length; r++) Vectors.add(sum, v[r], rows[r]);
    return sum;
  }

  /** {@code sigma^2 tr grad s}. */
  public double trace(double[] x) {
    double[] w = weights(x), s = score(x, w);
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      double own = 0;
      for (int i = 0; i < x.length; i++) own += (gradient(k, i, x) - s[i]) * (gradient(k, i, x) - s[i]);
      sum += w[k] * (own - x.length / variances[k]);
    }
    return at.sigma() * at.sigma() * sum;
  }
}
