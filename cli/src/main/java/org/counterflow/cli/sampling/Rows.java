package org.counterflow.cli.sampling;

import org.counterflow.api.value.Value;

/** Rows of values that have one a sample of a whole job, or one for all. */
final class Rows {
  private Rows() {}

  /**
   * Those of some samples.
   *
   * @param some their numbers
   * @param count of the whole job
   */
  static Value of(Value all, int[] some, int count) {
    if (all.dimensions().rank() == 0 || all.count() != count || count == 1 || some.length == count) return all;
    int n = Math.toIntExact(all.dimensions().elements() / all.count());
    double[] values = all.toDoubles();
    var chosen = new double[Math.multiplyExact(n, some.length)];
    for (int i = 0; i < some.length; i++) System.arraycopy(values, some[i] * n, chosen, i * n, n);
    return Value.of(all.dimensions().with(0, some.length), chosen);
  }
}
