package org.counterflow.diagnostics.samples;

import java.util.stream.IntStream;

/**
 * Sums of a function of pairs, by the groups of both: means over all pairs of different rows, and over all but those of a group.
 *
 * @param within [group, group], pairs of different rows of the first set; the same row with itself is left out
 * @param other the same of the second set
 * @param across [group, group], a row of the first with one of the second
 */
record PairSums(Groups groups, int samples, int others, double[][] within, double[][] other, double[][] across) {
  /** A function of two points: of their squared distance and their inner product. */
  interface OfPair {
    double of(double squaredDistance, double product);
  }

  static PairSums of(Cloud x, Cloud y, OfPair f) {
    if (x.elements() != y.elements())
      throw new IllegalArgumentException(x + " and " + y + " have no distance: both need as many elements");
    Groups g = Groups.of(x.samples(), y.samples());
    return new PairSums(g, x.samples(), y.samples(), sums(x, x, g, f), sums(y, y, g, f), sums(x, y, g, f));
  }

  /** One row of groups at a time, on all processors; each sum is taken in one order. */
  private static double[][] sums(Cloud x, Cloud y, Groups groups, OfPair f) {
    boolean same = x == y;
    var all = new double[groups.count()][groups.count()];
    double[] ownX = squares(x), ownY = same ? ownX : squares(y);
    IntStream.range(0, groups.count()).parallel().forEach(g -> {
      for (int h = same ? g : 0; h < groups.count(); h++) {
        double sum = 0;
        for (int i = groups.begin(g, x.samples()); i < groups.begin(g + 1, x.samples()); i++) {
          for (int j = groups.begin(h, y.samples()); j < groups.begin(h + 1, y.samples()); j++) {
            if (same && i == j) continue;
            sum += pair(x.shared(), i, y.shared(), j, x.elements(), ownX[i] + ownY[j], f);
          }
        }
        all[g][h] = sum;
      }
    });
    if (same) for (int g = 0; g < groups.count(); g++) for (int h = 0; h < g; h++) all[g][h] = all[h][g];
    return all;
  }

  private static double pair(double[] x, int i, double[] y, int j, int d, double squares, OfPair f) {
    double product = 0;
    for (int k = 0, a = i * d, b = j * d; k < d; k++) product += x[a + k] * y[b + k];
    double distance = squares - 2 * product;
    // Close points: what is left of the difference of large numbers is not their distance.
    if (distance < 1e-6 * squares) {
      distance = 0;
      for (int k = 0, a = i * d, b = j * d; k < d; k++) distance += (x[a + k] - y[b + k]) * (x[a + k] - y[b + k]);
    }
    return f.of(distance, product);
  }

  private static double[] squares(Cloud c) {
    var all = new double[c.samples()];
    double[] v = c.shared();
    int d = c.elements();
    for (int i = 0; i < all.length; i++) for (int k = i * d; k < (i + 1) * d; k++) all[i] += v[k] * v[k];
    return all;
  }

  /** {@code E f(X, X') + E f(Y, Y') - 2 E f(X, Y)}, unbiased, with the jackknife's error. */
  Estimated contrast(double sign) {
    return new Estimated(sign * contrastWithout(-1), groups.error(this::contrastWithout));
  }

  private double contrastWithout(int group) {
    int n = left(samples, group), m = left(others, group);
    return sum(within, group) / ((double) n * (n - 1)) + sum(other, group) / ((double) m * (m - 1)) - 2 * sum(across, group) / ((double) n * m);
  }

  private int left(int rows, int group) {
    return group < 0 ? rows : rows - groups.begin(group + 1, rows) + groups.begin(group, rows);
  }

  private double sum(double[][] of, int without) {
    double sum = 0;
    for (int g = 0; g < groups.count(); g++) for (int h = 0; h < groups.count(); h++) if (g != without && h != without) sum += of[g][h];
    return sum;
  }
}
