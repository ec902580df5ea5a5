package org.counterflow.diagnostics.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How a score is learned from samples: denoising score matching with a {@link LearnedScore}, one ridge regression a noise level, its penalty by
 * cross validation over samples. Immutable.
 *
 * <p>At a level the coefficients are those of least {@code E |F(u) - target|^2 + mu |w|^2}, the mean over samples and noise. Levels lie evenly in
 * lambda. On 10 000 samples of three bumps it takes a second.
 *
 * @param bumps how many, J
 * @param levels how many are fitted, at least 2
 * @param from lambda of the noisiest level
 * @param to lambda of the level nearest to data, above from
 * @param narrowest least width of a bump, of standardised states
 * @param widest greatest width
 * @param averaging how the noise is averaged over
 * @see <a href="https://doi.org/10.1162/NECO_a_00142">Vincent 2011</a>, on denoising score matching
 */
public record BumpFit(int bumps, int levels, double from, double to, double narrowest, double widest, Averaging averaging) {
  private static final int FOLDS = 5;
  /** Least number of samples. */
  private static final int FEWEST = 2 * FOLDS;
  /** With drawn noise and no more samples than this a fit with a smaller penalty can fail. */
  private static final int FEW = 1000;
  private static final double LEAST_FOR_FEW = 1e-6;

  /** Checks the ranges. */
  public BumpFit {
    if (bumps < 1) throw new IllegalArgumentException("bumps must be at least 1, was " + bumps);
    if (levels < 2) throw new IllegalArgumentException("levels must be at least 2, was " + levels);
    if (!(from < to) || !Double.isFinite(from) || !Double.isFinite(to))
      throw new IllegalArgumentException("levels go from a lambda up to a greater one, both finite, was " + from + " to " + to);
    if (!(narrowest > 0) || !(narrowest <= widest) || !Double.isFinite(widest))
      throw new IllegalArgumentException("widths of bumps are above 0, the narrowest first, was " + narrowest + " to " + widest);
  }

  /** 64 bumps of width 0.1 to 1, 16 levels from lambda -4 to 3, noise integrated out: on a line. */
  public static BumpFit onLine() {
    return new BumpFit(64, 16, -4, 3, 0.1, 1, Averaging.EXACT);
  }

  /** 200 bumps of width 0.15 to 1, 16 levels from lambda -3.5 to 2.5, four draws of noise: in the plane. */
  public static BumpFit inPlane() {
    return new BumpFit(200, 16, -3.5, 2.5, 0.15, 1, Averaging.closed(4));
  }

  /** The same with other numbers of bumps and levels. */
  public BumpFit size(int bumps, int levels) {
    return new BumpFit(bumps, levels, from, to, narrowest, widest, averaging);
  }

  /** The same up to another lambda. */
  public BumpFit upTo(double lambda) {
    return new BumpFit(bumps, levels, from, lambda, narrowest, widest, averaging);
  }

  /** The same with the noise averaged over otherwise. */
  public BumpFit averaging(Averaging averaging) {
    return new BumpFit(bumps, levels, from, to, narrowest, widest, averaging);
  }

  /**
   * Learns a score.
   *
   * @param samples [n, dimensions], row-major, n at least 10
   * @param dimensions of a sample
   * @param seed of bumps and of drawn noise: equal seeds and samples give equal bits
   * @throws IllegalArgumentException if there are too few samples, one is not finite, all are equal, or noise is to be integrated out off a line
   */
  public LearnedScore learn(double[] samples, int dimensions, long seed) {
    check(samples, dimensions);
    int n = samples.length / dimensions;
    var mean = new double[dimensions];
    for (int s = 0; s < samples.length; s++) mean[s % dimensions] += samples[s] / n;
    var centred = new double[samples.length];
    double variance = 0;
    for (int s = 0; s < samples.length; s++) {
      centred[s] = samples[s] - mean[s % dimensions];
      variance += centred[s] * centred[s] / samples.length;
    }
    double deviation = Math.sqrt(variance);
    if (!(deviation > 0)) throw new IllegalArgumentException("all " + n + " samples are equal: a score is learned from samples that differ");
    var random = new SplittableRandom(seed);
    Bumps drawn = Bumps.draw(scaled(centred, 1 / deviation), dimensions, this, random);
    var lambdas = new double[levels];
    var fits = new Ridge[levels];
    double least = averaging.draws() > 0 && n <= FEW ? LEAST_FOR_FEW : 0;
    for (int l = 0; l < levels; l++) {
      lambdas[l] = from + (to - from) * l / (levels - 1);
      fits[l] = Ridge.choose(folds(drawn, centred, deviation, Math.exp(-lambdas[l]), random), least);
    }
    return new LearnedScore(drawn, mean, deviation, lambdas, fits);
  }

  private void check(double[] samples, int dimensions) {
    if (dimensions < 1 || samples.length % dimensions != 0 || samples.length / dimensions < FEWEST)
      throw new IllegalArgumentException(samples.length + " numbers are no " + FEWEST + " samples or more of dimension " + dimensions);
    if (dimensions > 1 && averaging.draws() == 0)
      throw new IllegalArgumentException("noise is integrated out on a line, and samples have " + dimensions
          + " elements. Remedy: averaging(Averaging.closed(4))");
    for (int s = 0; s < samples.length; s++)
      if (!Double.isFinite(samples[s]))
        throw new IllegalArgumentException("sample " + s / dimensions + " is " + samples[s] + "; all must be finite");
  }

  private static double[] scaled(double[] values, double factor) {
    double[] all = values.clone();
    for (int i = 0; i < all.length; i++) all[i] *= factor;
    return all;
  }

  /** Sample i is of fold i modulo their number. */
  private List<Moments> folds(Bumps drawn, double[] centred, double deviation, double ratio, RandomGenerator random) {
    int d = drawn.dimensions(), n = centred.length / d;
    double root = Math.hypot(deviation, ratio), low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
    double[] u = scaled(centred, 1 / root);
    for (double v : u) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    var all = new ArrayList<Moments>();
    for (int f = 0; f < FOLDS; f++) {
      var some = new double[(n - f + FOLDS - 1) / FOLDS * d];
      for (int s = 0; s < some.length; s++) some[s] = u[(s / d * FOLDS + f) * d + s % d];
      double noise = ratio / root, factor = ratio / deviation;
      all.add(averaging.draws() == 0 ? new LineMoments(drawn).of(some, low, high, noise, factor)
          : new DrawnMoments(drawn, averaging, random).of(some, noise, factor));
    }
    return all;
  }
}
