package org.counterflow.api.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;

/** Places for the outputs of a call, of the sizes that the inputs give to the open dimensions. */
final class OutputsOf {
  private OutputsOf() {}

  static Values run(Network network, Map<String, ? extends Value> inputs) {
    Map<String, Long> sizes = new HashMap<>();
    check(network.ports(), inputs, sizes);
    var outputs = new LinkedHashMap<String, Value>();
    try {
      for (Port p : network.ports().outputs())
        if (p.isSupported()) outputs.put(p.name(), Value.owned("the output \"" + p.name() + "\"", p.type(), shape(p, sizes)));
      network.evaluate(new Call(inputs, outputs, new Cancellation()));
      return Values.of(outputs);
    } catch (Throwable e) { // whatever the network throws
      try (Values _ = Values.of(outputs)) {
        throw e;
      }
    }
  }

  /** Every input is there, of its port's type and dimensions. */
  static void check(Ports ports, Map<String, ? extends Value> inputs, Map<String, Long> sizes) {
    for (String name : inputs.keySet())
      if (ports.input(name) == null) throw new NetworkException("no input \"" + name + "\"; " + ports);
    for (Port p : ports.inputs()) {
      Value v = inputs.get(p.name());
      if (v == null) throw new NetworkException("nothing is given for the input " + p);
      if (!p.isSupported() || v.type() != p.type() || !p.takes(v.dimensions()))
        throw new NetworkException("the input " + p + " is given " + v + (p.isSupported() && v.type() != p.type()
            ? ": convert it with to(ElementType." + p.type().name() + ")" : ""));
      for (int i = 0; i < p.rank(); i++) bind(p, p.dimensions().get(i), v.dimensions().dimension(i), sizes);
    }
  }

  private static void bind(Port p, Dimension d, long size, Map<String, Long> sizes) {
    if (!d.isOpen() || d.name().isEmpty()) return;
    Long other = sizes.putIfAbsent(d.name(), size);
    if (other != null && other != size)
      throw new NetworkException("the dimension " + d + " of the input " + p + " is " + size + ", and " + other + " in another input");
  }

  private static Shape shape(Port p, Map<String, Long> sizes) {
    var d = new int[p.rank()];
    if (!p.isRanked())
      throw new NetworkException("the file says nothing of the dimensions of the output " + p + "; its runtime has to allocate it");
    for (int i = 0; i < d.length; i++) {
      Dimension dim = p.dimensions().get(i);
      Long size = dim.isOpen() ? sizes.get(dim.name()) : Long.valueOf(dim.size());
      if (size == null)
        throw new NetworkException("the size of the output " + p + " does not follow from the inputs; its runtime has to allocate it");
      d[i] = Math.toIntExact(size);
    }
    return Shape.of(d);
  }
}
