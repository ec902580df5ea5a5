package org.counterflow.solvers.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The order conditions of Runge-Kutta methods: one for each rooted tree (Butcher 1963). */
public final class RootedTrees {
  private RootedTrees() {}

  /** A tree by the subtrees of its root. */
  private record Tree(List<Tree> branches) {
    int order() {
      return 1 + branches.stream().mapToInt(Tree::order).sum();
    }

    double density() {
      double d = order();
      for (Tree t : branches) d *= t.density();
      return d;
    }

    /** The elementary weights of each stage. */
    double[] weights(double[][] a) {
      var w = new double[a.length];
      Arrays.fill(w, 1);
      for (Tree t : branches) {
        double[] inner = t.weights(a);
        for (int i = 0; i < w.length; i++) {
          double sum = 0;
          for (int j = 0; j < w.length; j++) sum += a[i][j] * inner[j];
          w[i] *= sum;
        }
      }
      return w;
    }
  }

  private static List<Tree> ofOrder(int n) {
    var all = new ArrayList<Tree>();
    collect(n - 1, n - 1, Integer.MAX_VALUE, List.of(), all);
    return all;
  }

  /** Adds branches of falling order, and of falling number among those of one order, until so many nodes are used. */
  private static void collect(int left, int largest, int last, List<Tree> so, List<Tree> to) {
    if (left == 0) {
      to.add(new Tree(so));
      return;
    }
    for (int k = Math.min(left, largest); k >= 1; k--) {
      List<Tree> some = ofOrder(k);
      for (int i = Math.min(some.size() - 1, k == largest ? last : Integer.MAX_VALUE); i >= 0; i--) {
        var more = new ArrayList<Tree>(so);
        more.add(some.get(i));
        collect(left - k, k, i, List.copyOf(more), to);
      }
    }
  }

  /** How many trees there are. */
  public static int count(int order) {
    return ofOrder(order).size();
  }

  /** The largest residual of the conditions of one order. */
  public static double residual(double[][] a, double[] b, int order) {
    double worst = 0;
    for (Tree t : ofOrder(order)) {
      double[] w = t.weights(a);
      double sum = 0;
      for (int i = 0; i < b.length; i++) sum += b[i] * w[i];
      worst = Math.max(worst, Math.abs(sum - 1 / t.density()));
    }
    return worst;
  }
}
