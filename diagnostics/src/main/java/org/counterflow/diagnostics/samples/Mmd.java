package org.counterflow.diagnostics.samples;

import java.util.Arrays;

/**
 * The squared maximum mean discrepancy {@code E k(X, X') + E k(Y, Y') - 2 E k(X, Y)} with the Gaussian kernel
 * {@code k(x, y) = exp(-|x - y|^2 / (2 bandwidth^2))}: 0 if two laws are one and above 0 else, at most 2; without a unit.
 *
 * <p>Estimated by the means over all pairs of different rows, which is unbiased: of equal laws it is about 0, on both sides. The standard error is the
 * jackknife's, with the caution of {@link EnergyDistance}.
 *
 * @param bandwidth of the kernel, in the samples' unit, above 0: about the distance at which laws are to be told apart
 * @see <a href="https://www.jmlr.org/papers/v13/gretton12a.html">Gretton et al. 2012</a>, lemma 6
 */
public record Mmd(double bandwidth) {
  private static final int ROWS_FOR_MEDIAN = 400;

  /** Checks the bandwidth. */
  public Mmd {
    if (!(bandwidth > 0 && bandwidth < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("a kernel's bandwidth must be above 0 and finite, was " + bandwidth);
  }

  /**
   * With the usual bandwidth: the median distance between two of the samples, of the first 400 of each set. To be taken once and kept where several
   * distances are compared.
   *
   * @throws IllegalArgumentException if more than half of the samples are one point
   */
  public static Mmd ofMedian(Cloud x, Cloud y) {
    int n = Math.min(x.samples(), ROWS_FOR_MEDIAN), all = n + Math.min(y.samples(), ROWS_FOR_MEDIAN), k = 0;
    var distances = new double[all * (all - 1) / 2];
    for (int i = 0; i < all; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int e = 0; e < x.elements(); e++) {
          double d = (i < n ? x.at(i, e) : y.at(i - n, e)) - (j < n ? x.at(j, e) : y.at(j - n, e));
          sum += d * d;
        }
        distances[k++] = Math.sqrt(sum);
      }
    }
    Arrays.sort(distances);
    return new Mmd(distances[k / 2]);
  }

  /**
   * Between two laws, from samples of each.
   *
   * @param x 4 samples or more
   * @param y as many or not, with as many elements
   * @throws IllegalArgumentException if there are fewer, or the elements are not as many
   */
  public Estimated squared(Cloud x, Cloud y) {
    double scale = -0.5 / (bandwidth * bandwidth);
    return PairSums.of(x, y, (squared, product) -> Math.exp(scale * squared)).contrast(1);
  }
}
