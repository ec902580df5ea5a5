package org.counterflow.diagnostics.samples;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The Fr&eacute;chet distance of laws by their means m and covariances C,
 * {@code |m - m'|^2 + tr(C + C' - 2 (C^1/2 C' C^1/2)^1/2)}: the squared Wasserstein distance of order 2 of the Gaussians that have these. Of features of
 * a classifier it is what FID is of Inception's; it can be compared between samples with the same features only.
 *
 * <p>Roots are taken by eigenvalues of symmetric matrices, so that covariances of few samples, which have no inverse, need no care: what rounding leaves
 * below 0 counts as 0.
 *
 * <p>From n samples it is too large, whatever the laws, by about {@code d (d + 5)/(4 n)} variances where all d are equal (the mean's part is d/n of one, the
 * covariance's the rest): distances are compared at one n, and the {@link #floor} of n samples says how much of them is that.
 * The standard error is the jackknife's over 20 groups of the samples.
 *
 * @see <a href="https://arxiv.org/abs/1706.08500">Heusel et al. 2017</a>
 */
public final class FrechetDistance {
  private final Moments reference;
  private final RealMatrix root;

  private FrechetDistance(Moments reference) {
    this.reference = reference;
    root = root(matrix(reference));
  }

  /** To known moments. */
  public static FrechetDistance to(Moments reference) {
    return new FrechetDistance(reference);
  }

  /**
   * From other moments.
   *
   * @return 0 or more
   * @throws IllegalArgumentException if there are not as many elements
   */
  public double from(Moments other) {
    if (other.elements() != reference.elements())
      throw new IllegalArgumentException(other + " and " + reference + " have no distance: both need as many");
    double[] m = reference.mean(), n = other.mean();
    double sum = 0;
    for (int i = 0; i < m.length; i++) sum += (m[i] - n[i]) * (m[i] - n[i]);
    RealMatrix c = matrix(other);
    double[] cross = eigen(root.multiply(c).multiply(root)).getRealEigenvalues();
    double roots = 0;
    for (double v : cross) roots += Math.sqrt(Math.max(0, v));
    // Nothing but rounding makes it negative.
    return Math.max(0, sum + matrix(reference).getTrace() + c.getTrace() - 2 * roots);
  }

  /**
   * From the law of samples; the standard error is that of these samples, the reference counts as known.
   *
   * @param samples 4 or more
   * @throws IllegalArgumentException if there are fewer, or not as many elements
   */
  public Estimated from(Cloud samples) {
    Groups groups = Groups.of(samples.samples());
    return new Estimated(from(Moments.of(samples)), groups.error(g -> from(Moments.of(samples.without(groups, g)))));
  }

  /**
   * How much further the law of x is than that of y, with the standard error of the difference. Of pairs, samples from equal starts, it is far less than
   * either distance's.
   *
   * @param x 4 samples or more
   * @param y as many or not; of pairs, in the same order
   * @throws IllegalArgumentException if there are fewer, or not as many elements
   */
  public Estimated excess(Cloud x, Cloud y) {
    Groups groups = Groups.of(x.samples(), y.samples());
    return new Estimated(from(Moments.of(x)) - from(Moments.of(y)),
        groups.error(g -> from(Moments.of(x.without(groups, g))) - from(Moments.of(y.without(groups, g)))));
  }

  /**
   * Between the laws of two sets of samples, with the standard error of both.
   *
   * @param x 4 samples or more
   * @param y as many or not, with as many elements
   * @throws IllegalArgumentException if there are fewer, or not as many elements
   */
  public static Estimated between(Cloud x, Cloud y) {
    Groups groups = Groups.of(x.samples(), y.samples());
    return new Estimated(to(Moments.of(y)).from(Moments.of(x)),
        groups.error(g -> to(Moments.of(y.without(groups, g))).from(Moments.of(x.without(groups, g)))));
  }

  /**
   * What n samples of a Gaussian with the reference's own moments are away from it in the mean: no sampler's samples, so few, come nearer in truth.
   * From ten seeded draws; its error is the mean's.
   *
   * @param samples of a draw, 2 or more
   */
  public Estimated floor(int samples) {
    int draws = 10, d = reference.elements();
    var random = new SplittableRandom(samples);
    double[] m = reference.mean();
    double sum = 0, squares = 0;
    for (int k = 0; k < draws; k++) {
      var values = new double[samples * d];
      var z = new double[d];
      for (int i = 0; i < samples; i++) {
        for (int e = 0; e < d; e++) z[e] = random.nextGaussian();
        double[] x = root.operate(z);
        for (int e = 0; e < d; e++) values[i * d + e] = m[e] + x[e];
      }
      double v = from(Moments.of(Cloud.of(values, samples)));
      sum += v;
      squares += v * v;
    }
    double mean = sum / draws;
    return new Estimated(mean, Math.sqrt(Math.max(0, squares / draws - mean * mean) / (draws - 1)));
  }

  private static RealMatrix matrix(Moments of) {
    int d = of.elements();
    double[] c = of.covariance();
    var rows = new double[d][d];
    for (int i = 0; i < d; i++) for (int j = 0; j < d; j++) rows[i][j] = c[i * d + j];
    return new Array2DRowRealMatrix(rows, false);
  }

  /** Of a matrix that is symmetric but for rounding, which is removed first: else the decomposition looks for complex values. */
  private static EigenDecomposition eigen(RealMatrix m) {
    return new EigenDecomposition(m.add(m.transpose()).scalarMultiply(0.5));
  }

  private static RealMatrix root(RealMatrix m) {
    EigenDecomposition e = eigen(m);
    RealMatrix v = e.getV(), scaled = v.copy();
    for (int j = 0; j < v.getColumnDimension(); j++) {
      double s = Math.sqrt(Math.max(0, e.getRealEigenvalue(j)));
      for (int i = 0; i < v.getRowDimension(); i++) scaled.multiplyEntry(i, j, s);
    }
    return scaled.multiply(v.transpose());
  }
}
