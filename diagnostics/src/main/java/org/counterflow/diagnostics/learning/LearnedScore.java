package org.counterflow.diagnostics.learning;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.distance.DataEstimate;
import org.counterflow.diagnostics.distance.PlaneEstimate;

/**
 * A score that is linear in random bumps, as {@link BumpFit} learns it. With {@code r = sigma/alpha}, m and s the samples' mean and deviation,
 * and {@code u = (x/alpha - m) / sqrt(s^2 + r^2)} it estimates the noise as
 * <pre>noise(x) = (r u - s F(u, lambda)) / sqrt(s^2 + r^2),  F = sum_j w_j(lambda) phi_j(u)</pre>
 * where the first term is exact for a Gaussian, so that F has nothing to do there and a variance of about 1 elsewhere; the score is
 * {@code -noise / sigma}. Coefficients w are linear in lambda between the levels that were fitted, and constant beyond them. Far from all bumps
 * it is the Gaussian's score. Immutable.
 */
public final class LearnedScore implements DataEstimate {
  private final Bumps bumps;
  private final double[] mean;
  private final double deviation;
  private final double[] lambdas;
  private final double[][][] coefficients;
  private final double[] penalties;

  /**
   * A score.
   *
   * @param mean of the samples
   * @param deviation of the samples, over all coordinates
   * @param lambdas of the levels, rising
   * @param fits of the levels
   */
  LearnedScore(Bumps bumps, double[] mean, double deviation, double[] lambdas, Ridge[] fits) {
    this.bumps = bumps;
    this.mean = mean.clone();
    this.deviation = deviation;
    this.lambdas = lambdas.clone();
    coefficients = new double[fits.length][][];
    penalties = new double[fits.length];
    for (int l = 0; l < fits.length; l++) {
      coefficients[l] = fits[l].coefficients();
      penalties[l] = fits[l].penalty();
    }
  }

  /** Elements of a sample. */
  public int dimensions() {
    return bumps.dimensions();
  }

  /** How many bumps. */
  public int bumps() {
    return bumps.count();
  }

  /** The lambdas that were fitted, rising. */
  public double[] lambdas() {
    return lambdas.clone();
  }

  /** The penalty that was chosen at each of them. */
  public double[] penalties() {
    return penalties.clone();
  }

  /** The estimate at one noise level. */
  Level level(double lambda) {
    return new Level(lambda);
  }

  /**
   * The data estimate on a line at a point of any process, {@code x/alpha - r noise(x)}.
   *
   * @throws IllegalArgumentException if samples have several elements, or lambda is infinite there
   */
  @Override
  public DoubleUnaryOperator at(Point at) {
    if (dimensions() != 1) throw new IllegalArgumentException("a score learned in " + dimensions() + " dimensions has no estimate on a line");
    if (!at.inside()) throw new IllegalArgumentException("a learned score has no value at " + at + ": ask where alpha and sigma are above 0");
    Level level = level(at.lambda());
    return x -> level.lineData(x / at.alpha());
  }

  /**
   * The data estimate in the plane.
   *
   * @throws IllegalArgumentException if samples do not have two elements
   */
  public PlaneEstimate inPlane() {
    if (dimensions() != 2) throw new IllegalArgumentException("a score learned in " + dimensions() + " dimensions has no estimate in the plane");
    return p -> {
      Level level = level(p.lambda());
      return (x, data) -> level.data(x, p.alpha(), data);
    };
  }

  /** Twice the width of the narrowest bump: half as many nodes as resolve a deviation to 1e-12 resolve a function that is added to it. */
  @Override
  public double finest() {
    return 2 * bumps.narrowest() * Math.min(1, deviation);
  }

  /** The estimate at one noise level, of {@code y = x/alpha}. Safe for several threads. */
  final class Level {
    private final double ratio;
    private final double root;
    /** [J, dimensions], row-major. */
    private final double[] w;

    private Level(double lambda) {
      ratio = Math.exp(-lambda);
      root = Math.hypot(deviation, ratio);
      int d = dimensions(), l = 0;
      while (l < lambdas.length - 2 && lambdas[l + 1] <= lambda) l++;
      double share = Math.clamp((lambda - lambdas[l]) / (lambdas[l + 1] - lambdas[l]), 0, 1);
      w = new double[bumps.count() * d];
      for (int j = 0; j < bumps.count(); j++)
        for (int i = 0; i < d; i++) w[j * d + i] = (1 - share) * coefficients[l][j][i] + share * coefficients[l + 1][j][i];
    }

    /**
     * The noise estimate of some rows.
     *
     * @param y [rows, dimensions]
     * @param from first row
     * @param to the row after the last
     * @param noise as long as y
     */
    void noise(double[] y, int from, int to, double[] noise) {
      int d = dimensions();
      if (d == 1) {
        for (int row = from; row < to; row++) noise[row] = lineNoise(y[row]);
        return;
      }
      double[] phi = new double[bumps.count()], u = new double[d], f = new double[d];
      for (int row = from; row < to; row++) {
        for (int i = 0; i < d; i++) {
          u[i] = (y[row * d + i] - mean[i]) / root;
          f[i] = 0;
        }
        bumps.values(u, 0, phi);
        for (int j = 0; j < phi.length; j++) if (phi[j] != 0) for (int i = 0; i < d; i++) f[i] += w[j * d + i] * phi[j];
        for (int i = 0; i < d; i++) noise[row * d + i] = (ratio * u[i] - deviation * f[i]) / root;
      }
    }

    private void data(double[] x, double alpha, double[] data) {
      double[] y = x.clone();
      for (int i = 0; i < y.length; i++) y[i] /= alpha;
      noise(y, 0, 1, data);
      for (int i = 0; i < y.length; i++) data[i] = y[i] - ratio * data[i];
    }

    private double lineNoise(double y) {
      double u = (y - mean[0]) / root;
      return (ratio * u - deviation * bumps.sum(u, w)) / root;
    }

    private double lineData(double y) {
      return y - ratio * lineNoise(y);
    }
  }
}
