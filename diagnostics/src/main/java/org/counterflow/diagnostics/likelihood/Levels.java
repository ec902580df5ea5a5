package org.counterflow.diagnostics.likelihood;

import java.util.SplittableRandom;

/**
 * Equally spaced levels that data are stored in, as the 256 grey levels of a picture. A density of such data has no meaning, since it could
 * be made as large as one likes on the levels alone; with noise as wide as a level added, its mean log-likelihood bounds that of the levels
 * from below (Theis et al. 2016, arXiv:1511.01844).
 *
 * @param low the value of the lowest
 * @param high the value of the highest, above low
 * @param count at least 2
 */
public record Levels(double low, double high, int count) {
  /** Checks the range. */
  public Levels {
    if (!(low < high) || Double.isInfinite(high - low) || count < 2)
      throw new IllegalArgumentException("levels need low below high and at least 2 of them, was given " + count + " from " + low + " to " + high);
  }

  /** 256 of them. */
  public static Levels bytes(double low, double high) {
    return new Levels(low, high, 256);
  }

  /** From one level to the next. */
  public double width() {
    return (high - low) / (count - 1);
  }

  /**
   * What bits a dimension of the density lack to those of a level, {@code -log2(width)}: the probability of a level is the density times
   * the width. {@code log2(127.5)} = 6.994 for 256 levels from -1 to 1.
   */
  public double offset() {
    return -Math.log(width()) / Math.log(2);
  }

  /**
   * The data with noise that is uniform over each one's level, half a level to either side.
   *
   * @param values on levels
   * @param seed of the noise
   */
  public double[] dequantised(double[] values, long seed) {
    var random = new SplittableRandom(seed);
    var noisy = new double[values.length];
    for (int i = 0; i < noisy.length; i++) noisy[i] = values[i] + width() * (random.nextDouble() - 0.5);
    return noisy;
  }
}
