package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;

/** Sizes of dimensions: those of the ports, and those that are said for open ones. An open one without a name is {@code PORT.INDEX}. */
final class Sizes {
  private final Map<String, Long> said;
  private final Set<String> ofInputs;

  private Sizes(Map<String, Long> said, Set<String> ofInputs) {
    this.said = said;
    this.ofInputs = ofInputs;
  }

  static Sizes of(Ports ports, Said said) {
    var inputs = new TreeSet<String>();
    for (Port p : ports.inputs()) inputs.addAll(symbols(p));
    var all = new TreeSet<>(inputs);
    for (Port p : ports.outputs()) all.addAll(symbols(p));
    said.checkNames(Said.DIM, "open dimension", all);
    var sizes = new HashMap<String, Long>();
    said.family(Said.DIM).forEach((name, e) -> sizes.put(name, (long) e.count()));
    return new Sizes(sizes, inputs);
  }

  private static List<String> symbols(Port p) {
    var symbols = new ArrayList<String>();
    for (int i = 0; i < p.rank(); i++) if (p.dimensions().get(i).isOpen()) symbols.add(symbol(p, i));
    return symbols;
  }

  /** The name of an open dimension. */
  static String symbol(Port p, int i) {
    String name = p.dimensions().get(i).name();
    return name.isEmpty() ? p.name() + "." + i : name;
  }

  /** These and one more. */
  Sizes with(String symbol, long size) {
    var m = new HashMap<>(said);
    m.put(symbol, size);
    return new Sizes(m, ofInputs);
  }

  /** The size of a dimension, or {@link Dimension#OPEN}. */
  long of(Port p, int i) {
    Dimension d = p.dimensions().get(i);
    return d.isOpen() ? said.getOrDefault(symbol(p, i), Dimension.OPEN) : d.size();
  }

  /** What is known of a symbol, or {@link Dimension#OPEN}. */
  long of(String symbol) {
    return said.getOrDefault(symbol, Dimension.OPEN);
  }

  /** Whether dimension {@code i} of an output may be that of an input. */
  Match match(Port in, int i, Port out, int j) {
    long a = of(in, i), b = of(out, j);
    if (a != Dimension.OPEN && b != Dimension.OPEN) return a == b ? Match.SURE : Match.NO;
    if (a == Dimension.OPEN && b == Dimension.OPEN && symbol(in, i).equals(symbol(out, j))) return Match.SURE;
    // An output whose open dimension has the name of another input's follows that one.
    return b == Dimension.OPEN && ofInputs.contains(symbol(out, j)) ? Match.NO : Match.MAYBE;
  }

  /** Whether two dimensions are one. */
  enum Match {
    NO, MAYBE, SURE;

    Match and(Match other) {
      return compareTo(other) < 0 ? this : other;
    }
  }
}
