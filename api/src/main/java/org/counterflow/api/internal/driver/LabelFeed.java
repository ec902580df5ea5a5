package org.counterflow.api.internal.driver;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** What a time input is given: a label a row, or one for all rows. One value object a size, rewritten where the labels change. */
final class LabelFeed {
  private static final System.Logger LOG = System.getLogger("org.counterflow.api");

  private final Port port;
  private final boolean one;
  private final Map<Integer, Labels> kept = new HashMap<>();
  private boolean said;

  private record Labels(Value value, double[] now) {}

  /**
   * A feed.
   *
   * @param one whether the input takes one label for all rows
   */
  LabelFeed(Port port, boolean one) {
    this.port = port;
    this.one = one;
  }

  Value value(double[] labels, int from, int size) {
    int n = one ? 1 : size;
    Labels l = kept.computeIfAbsent(n, k -> new Labels(Value.zeros(port.type(), dimensions(k)), nothing(k)));
    boolean same = true;
    for (int i = 0; i < n; i++) same &= l.now[i] == labels[from + i];
    if (same) return l.value;
    try (Hold h = l.value.hold(Memory.HOST, Access.WRITE)) {
      for (int i = 0; i < n; i++) {
        double label = labels[from + i];
        check(label);
        port.type().put(h.segment(), i, label);
        l.now[i] = label;
      }
    }
    return l.value;
  }

  private Shape dimensions(int rows) {
    var d = new int[port.rank()];
    for (int i = 0; i < d.length; i++) d[i] = i == 0 ? rows : 1;
    return Shape.of(d);
  }

  private static double[] nothing(int n) {
    var none = new double[n];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  private void check(double label) {
    if (!Double.isFinite(label) || !port.type().holds(label))
      throw new IllegalArgumentException("the time input " + port + " cannot hold the label " + label
          + ": the time says what another kind of network takes; give another one");
    if (said || port.type().isFloat() || label == Math.rint(label)) return;
    said = true;
    LOG.log(System.Logger.Level.WARNING, "the time input {0} takes whole numbers: the label {1} and others are rounded", port, label);
  }
}
