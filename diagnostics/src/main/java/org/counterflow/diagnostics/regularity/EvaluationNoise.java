package org.counterflow.diagnostics.regularity;

import java.util.Arrays;

/**
 * How far rounding moves what a field says, from the field alone: at nine points a millionth apart differences of orders 4 to 6 leave
 * nothing of a smooth function, and of rounding a known multiple. (ECnoise; Moré and Wild, SIAM J. Sci. Comput. 33 (2011).)
 *
 * @param absolute root mean square of the rounding error of an element
 * @param relative the same over the root mean square of the values
 */
public record EvaluationNoise(double absolute, double relative) {
  private static final int POINTS = 9;
  private static final double SPACING = 1e-6;
  private static final int[] ORDERS = {4, 5, 6};
  /** Differences of deterministic values can all be 0: there is never less than this much of the last digit. */
  private static final double LAST_DIGIT = 0.3;

  /**
   * Estimates it about a state.
   *
   * @param field what is evaluated, nine times
   * @param x about which state
   * @param scale of an element of the state, above 0
   * @param v a direction with elements about 1
   */
  public static EvaluationNoise of(Field field, double[] x, double scale, double[] v) {
    int n = x.length;
    var states = new double[POINTS * n];
    for (int k = 0; k < POINTS; k++) for (int i = 0; i < n; i++) states[k * n + i] = field.rounded(x[i] + k * SPACING * scale * v[i]);
    double[] f = field.at(states);
    double size = Vectors.rms(f);
    var levels = new double[ORDERS.length];
    double[] differences = f;
    double square = 1;
    for (int order = 1, found = 0; found < ORDERS.length; order++) {
      var next = new double[differences.length - n];
      for (int i = 0; i < next.length; i++) next[i] = differences[i + n] - differences[i];
      differences = next;
      // (order!)^2 / (2 order)!
      square *= order / (2.0 * (2 * order - 1));
      if (order == ORDERS[found]) levels[found++] = Math.sqrt(square) * Vectors.rms(differences);
    }
    Arrays.sort(levels);
    double least = LAST_DIGIT * size * (field.isSingle() ? Math.ulp(1f) : Math.ulp(1.0));
    double absolute = Math.max(levels[ORDERS.length / 2], least);
    return new EvaluationNoise(absolute, size > 0 ? absolute / size : 0);
  }
}
