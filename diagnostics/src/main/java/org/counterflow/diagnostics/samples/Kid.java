package org.counterflow.diagnostics.samples;

import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The kernel inception distance: the squared maximum mean discrepancy of features with the polynomial kernel
 * {@code k(x, y) = (x . y / d + 1)^3}. Unbiased, unlike the Fr&eacute;chet distance, so that it can be compared between numbers of samples.
 *
 * <p>Both sets are divided, in a seeded order, into five subsets or more that have no row in common; the value is the mean of the subsets' estimates and the
 * standard error their deviation over the root of their number. The subsets of the paper overlap, and their deviation is no error of the mean.
 *
 * @param rows of a subset, at least 4; fewer where there are not five of that size
 * @see <a href="https://arxiv.org/abs/1801.01401">Binkowski et al. 2018</a>
 */
public record Kid(int rows) {
  private static final long SEED = 20_180_104;

  /** Checks the number. */
  public Kid {
    if (rows < 4) throw new IllegalArgumentException("a subset needs 4 rows or more, was " + rows);
  }

  /**
   * Between two laws, from features of samples of each.
   *
   * @param x 20 samples or more
   * @param y as many or not, with as many elements
   * @throws IllegalArgumentException if there are fewer, or the elements are not as many
   */
  public Estimated between(Cloud x, Cloud y) {
    int least = Math.min(x.samples(), y.samples());
    if (least < 20) throw new IllegalArgumentException("two subsets need 20 samples or more, there are " + least);
    if (x.elements() != y.elements())
      throw new IllegalArgumentException(x + " and " + y + " have no distance: both need as many elements");
    int subsets = Math.max(5, least / rows), d = x.elements();
    var random = new SplittableRandom(SEED);
    int[] first = order(x.samples(), random), second = order(y.samples(), random);
    var all = new SummaryStatistics();
    for (int s = 0; s < subsets; s++) {
      // Of the larger set a subset is larger too, so that every row counts.
      Cloud a = part(x, first, s, subsets), b = part(y, second, s, subsets);
      all.addValue(PairSums.of(a, b, (squared, product) -> Math.pow(product / d + 1, 3)).contrast(1).value());
    }
    return new Estimated(all.getMean(), all.getStandardDeviation() / Math.sqrt(subsets));
  }

  private static int[] order(int n, SplittableRandom random) {
    var order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static Cloud part(Cloud c, int[] order, int subset, int subsets) {
    int from = (int) ((long) subset * order.length / subsets), to = (int) ((long) (subset + 1) * order.length / subsets), d = c.elements();
    var values = new double[(to - from) * d];
    for (int i = from; i < to; i++) System.arraycopy(c.shared(), order[i] * d, values, (i - from) * d, d);
    return Cloud.of(values, to - from);
  }
}
