package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;

/**
 * Increments of one Brownian path on [0, 1], by the Levy-Ciesielski series over nodes that are pure functions of the seed: the same path
 * for any number of steps.
 */
final class BrownianPath {
  private static final int LEVELS = 32;

  private BrownianPath() {}

  /**
   * {@code (W(b) - W(a)) / sqrt|b - a|} of path {@code number} of a scope, about 61 noise leaves. Both ends are multiples of 2^-32, where
   * the series ends, so increments add up exactly whatever the partition.
   */
  static Expr increment(int scope, int number, double a, double b) {
    var terms = new ArrayList<Expr>(LEVELS + 1);
    terms.add(new Noise(Streams.node(scope, number, 0)).times(b - a));
    double width = 1;
    long nodes = 1;
    for (int level = 0; level < LEVELS; level++, width /= 2, nodes *= 2) {
      long ka = Math.min(nodes - 1, (long) (a / width)), kb = Math.min(nodes - 1, (long) (b / width));
      Expr towards = new Noise(Streams.node(scope, number, nodes + kb)).times(tent(b, kb, width));
      terms.add(towards.plus(new Noise(Streams.node(scope, number, nodes + ka)).times(-tent(a, ka, width))));
    }
    return sum(terms).times(1 / Math.sqrt(Math.abs(b - a)));
  }

  /** By halves, since each sum copies its terms: the order is the same, the work no longer the square of their number. */
  private static Expr sum(List<Expr> terms) {
    int n = terms.size();
    return n == 1 ? terms.getFirst() : sum(terms.subList(0, n / 2)).plus(sum(terms.subList(n / 2, n)));
  }

  /** The nearest multiple of 2^-32. */
  static double snapped(double u) {
    return Math.rint(u * 0x1p32) * 0x1p-32;
  }

  private static double tent(double t, long k, double width) {
    return Math.max(0, width / 2 - Math.abs(t - (k + 0.5) * width)) / Math.sqrt(width);
  }
}
