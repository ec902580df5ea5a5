package org.counterflow.backend.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** Checks values against the ports of a network, so that native code meets only what fits. */
final class Fit {
  private static final int UNNAMED = -1;

  private final String file;
  private final Ports ports;
  /** The names of open dimensions of inputs, each with its place among the sizes of a call. */
  private final Map<String, Integer> symbols = new LinkedHashMap<>();
  /** For each input and dimension the place of its size. */
  private final int[][] places;

  Fit(String file, Ports ports) {
    this.file = file;
    this.ports = ports;
    places = new int[ports.inputs().size()][];
    for (int i = 0; i < places.length; i++) {
      List<Dimension> all = ports.inputs().get(i).dimensions();
      places[i] = new int[all.size()];
      for (int k = 0; k < all.size(); k++) {
        Dimension d = all.get(k);
        places[i][k] = d.isOpen() && !d.name().isEmpty() ? symbols.computeIfAbsent(d.name(), _ -> symbols.size()) : UNNAMED;
      }
    }
  }

  /**
   * Checks that there is a value for each input, and no other.
   *
   * @return the sizes of open dimensions
   * @throws NetworkException naming port and value
   */
  long[] inputs(Map<String, ? extends Value> given) {
    var sizes = new long[symbols.size()];
    List<Port> all = ports.inputs();
    for (int i = 0; i < all.size(); i++) {
      Port p = all.get(i);
      Value v = given.get(p.name());
      if (v == null) throw wrong("nothing is given for its input " + p, "give a value of this name");
      check("input", p, v);
      bind(p, places[i], v.dimensions(), sizes);
    }
    if (given.size() > all.size()) {
      String unknown = given.keySet().stream().filter(n -> ports.input(n) == null).sorted().collect(Collectors.joining("\", \""));
      throw wrong("it has no input \"" + unknown + "\"", "it has the " + ports);
    }
    return sizes;
  }

  /**
   * Checks that there is a place for at least one output.
   *
   * @throws NetworkException naming port and value
   */
  void outputs(Map<String, ? extends Value> places) {
    int known = 0;
    List<Port> all = ports.outputs();
    for (int i = 0; i < all.size(); i++) {
      Value v = places.get(all.get(i).name());
      if (v == null) continue;
      check("output", all.get(i), v);
      known++;
    }
    if (known == 0 || known < places.size())
      throw wrong("the call asks for the outputs " + places.keySet().stream().sorted().toList(), "ask for one or more of "
          + ports.outputs().stream().map(Port::toString).collect(Collectors.joining(", ")));
  }

  /** The dimensions of an output, as far as the file says how they follow from those of the inputs; else null. */
  @Nullable Shape shape(Port output, long[] sizes) {
    if (!output.isRanked()) return null;
    var d = new int[output.rank()];
    for (int i = 0; i < d.length; i++) {
      Dimension dim = output.dimensions().get(i);
      Integer place = symbols.get(dim.name());
      long size = !dim.isOpen() ? dim.size() : place == null ? 0 : sizes[place];
      if (size < 1 || size > Integer.MAX_VALUE) return null;
      d[i] = (int) size;
    }
    return Shape.of(d);
  }

  private void bind(Port p, int[] places, Shape shape, long[] sizes) {
    for (int k = 0; k < places.length; k++) {
      int place = places[k];
      if (place == UNNAMED) continue;
      int size = shape.dimension(k);
      if (sizes[place] == 0) sizes[place] = size;
      else if (sizes[place] != size)
        throw wrong("the dimension " + p.dimensions().get(k) + " of its input " + p + " is " + size + ", and " + sizes[place]
            + " in another input", "give both the same");
    }
  }

  private void check(String what, Port p, Value v) {
    if (!p.isSupported())
      throw wrong("its " + what + " " + p + " has a type that values cannot have",
          "export it as float16, float, double, int32, int64 or bool");
    if (v.type() == p.type() && p.takes(v.dimensions())) return;
    String given = "its " + what + " " + p + " is given a value of type " + v.type() + " and dimensions " + v.dimensions();
    if (p.dimensions().stream().anyMatch(d -> d.size() == 0))
      throw wrong("its " + what + " " + p + " has no elements", "export it with dimensions of at least 1");
    if (v.type() != p.type()) throw wrong(given, "convert it with to(ElementType." + p.type().name() + ")");
    throw wrong(given, "give it the dimensions that the port has");
  }

  private NetworkException wrong(String what, String remedy) {
    return new NetworkException(file + ": " + what + "; " + remedy);
  }
}
