package org.counterflow.solvers.math;

import java.util.function.DoubleUnaryOperator;

/** Legendre's polynomials, and the nodes of quadrature that are zeros of their combinations. */
public final class Legendre {
  /** Cells in the angle in which zeros are looked for: some cells a zero for the few nodes of a step. */
  private static final int CELLS = 64;

  private Legendre() {}

  /** {@code P_n(x)}. */
  public static double of(int n, double x) {
    double before = 1, p = x;
    if (n == 0) return before;
    for (int k = 2; k <= n; k++) {
      double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
      before = p;
      p = next;
    }
    return p;
  }

  /**
   * The zeros in (-1, 1] of a combination, mapped to (0, 1], rising.
   *
   * @param f has as many simple zeros in [-1, 1] as are asked for
   * @param count of zeros, that at -1 included
   * @param fromStart whether there is one at -1, which is left out
   */
  public static double[] zeros(DoubleUnaryOperator f, int count, boolean fromStart) {
    var zeros = new double[fromStart ? count - 1 : count];
    int found = 0;
    double last = f.applyAsDouble(at(0.5));
    // Cells are shifted by a half, so that no zero but those at the ends lies on a border.
    for (int i = 1; i < CELLS && found < zeros.length; i++) {
      double now = f.applyAsDouble(at(i + 0.5));
      if (last * now < 0) zeros[found++] = 0.5 + 0.5 * bisected(f, at(i - 0.5), at(i + 0.5));
      last = now;
    }
    if (found == zeros.length - 1) zeros[found++] = 1;
    if (found != zeros.length) throw new IllegalArgumentException("found " + found + " of " + zeros.length + " zeros");
    return zeros;
  }

  private static double at(double cell) {
    return -StrictMath.cos(StrictMath.PI * cell / CELLS);
  }

  private static double bisected(DoubleUnaryOperator f, double low, double high) {
    double a = low, b = high;
    boolean rising = f.applyAsDouble(b) > 0;
    for (int i = 0; i < 60; i++) {
      double m = 0.5 * (a + b);
      if (f.applyAsDouble(m) > 0 == rising) b = m;
      else a = m;
    }
    return 0.5 * (a + b);
  }
}
