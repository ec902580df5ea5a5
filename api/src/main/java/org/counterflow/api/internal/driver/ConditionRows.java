package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Tensor;

/** Conditions of some rows. */
final class ConditionRows {
  private ConditionRows() {}

  /** Rows {@code from} to {@code from + count - 1}; beyond the last one, the last one again. */
  static Conditions slice(Conditions c, int from, int count) {
    Conditions sliced = Conditions.NONE;
    for (Map.Entry<String, Tensor> e : c.tensors().entrySet()) sliced = sliced.with(e.getKey(), rows(e.getValue(), from, count));
    return sliced;
  }

  /** Rows of given values; the same values where there is one row for all. */
  static Tensor rows(Tensor t, int from, int count) {
    if (t.batch() == 1) return t;
    int n = Math.toIntExact(t.shape().elements());
    double[] all = t.toDoubles();
    var some = new double[count * n];
    for (int r = 0; r < count; r++) System.arraycopy(all, Math.min(from + r, t.batch() - 1) * n, some, r * n, n);
    return Tensor.of(t.shape(), some);
  }

  /** Each row by itself. */
  static List<Tensor> each(Tensor t, int rows) {
    if (t.batch() == 1) return Collections.nCopies(rows, t);
    int n = Math.toIntExact(t.shape().elements());
    double[] all = t.toDoubles();
    var each = new ArrayList<Tensor>(rows);
    for (int r = 0; r < rows; r++) each.add(Tensor.of(t.shape(), Arrays.copyOfRange(all, r * n, r * n + n)));
    return each;
  }

  /** The conditions of each row. */
  static List<Conditions> each(Conditions c, int rows) {
    var each = new ArrayList<>(Collections.nCopies(rows, Conditions.NONE));
    c.tensors().forEach((name, t) -> {
      List<Tensor> some = each(t, rows);
      for (int r = 0; r < rows; r++) each.set(r, each.get(r).with(name, some.get(r)));
    });
    return each;
  }

  /** Every condition has one row, or one a sample. */
  static void check(Conditions c, int samples) {
    c.tensors().forEach((name, t) -> {
      if (t.batch() != 1 && t.batch() != samples)
        throw new IllegalArgumentException("condition \"" + name + "\" has " + t.batch() + " rows for " + samples + " samples; give 1 or "
            + samples);
    });
  }
}
