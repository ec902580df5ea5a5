package org.counterflow.diagnostics.samples;

import java.util.function.IntToDoubleFunction;

/**
 * Rows in groups of nearly one size, for the jackknife that leaves out a group at a time: with g groups and the estimates t_b without group b, the
 * standard error is {@code sqrt((g - 1)/g sum (t_b - mean)^2)}. Two sets of samples lose the same group, so that it is right for pairs too: those
 * from equal noise.
 *
 * @param count groups, at least 2
 * @see <a href="https://doi.org/10.1137/1.9781611970319">Efron 1982</a>, chapter 3
 */
record Groups(int count) {
  private static final int MOST = 20;

  /** As many as the smaller set allows, at most 20. */
  static Groups of(int... samples) {
    int least = Integer.MAX_VALUE;
    for (int n : samples) {
      if (n < 4) throw new IllegalArgumentException("a distance with its standard error needs 4 samples or more, there are " + n);
      least = Math.min(least, n);
    }
    return new Groups(Math.min(MOST, least / 2));
  }

  /** The first row of a group. */
  int begin(int group, int rows) {
    return (int) ((long) group * rows / count);
  }

  /** The group of each row. */
  int[] ofRows(int rows) {
    var groups = new int[rows];
    for (int g = 0; g < count; g++) for (int i = begin(g, rows); i < begin(g + 1, rows); i++) groups[i] = g;
    return groups;
  }

  /** The standard error of what is estimated without each group. */
  double error(IntToDoubleFunction without) {
    var t = new double[count];
    double mean = 0, sum = 0;
    for (int g = 0; g < count; g++) {
      t[g] = without.applyAsDouble(g);
      mean += t[g] / count;
    }
    for (double v : t) sum += (v - mean) * (v - mean);
    return Math.sqrt(sum * (count - 1) / count);
  }
}
