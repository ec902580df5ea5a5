package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;

/** A network that has ports and metadata, and computes nothing: its roles can be asked for. */
record PortsOnly(Ports ports, Map<String, String> metadata) implements Network {
  /** Ports as text: {@code x float[b, 2]; t int64[] -> eps float[b, 2]}; an unnamed open dimension is {@code ?}. */
  static PortsOnly of(String signature, Map<String, String> metadata) {
    int arrow = signature.indexOf("->");
    return new PortsOnly(new Ports(ports(signature.substring(0, arrow)), ports(signature.substring(arrow + 2))), metadata);
  }

  private static List<Port> ports(String text) {
    var ports = new ArrayList<Port>();
    for (String p : text.split(";")) {
      String name = p.strip().substring(0, p.strip().indexOf(' '));
      String type = p.substring(p.indexOf(name) + name.length(), p.lastIndexOf('[')).strip();
      var dimensions = new ArrayList<Dimension>();
      for (String d : p.substring(p.lastIndexOf('[') + 1, p.lastIndexOf(']')).split(",")) dimensions.addAll(dimension(d.strip()));
      ports.add(port(name, type, dimensions));
    }
    return ports;
  }

  private static List<Dimension> dimension(String text) {
    if (text.isEmpty()) return List.of();
    if (text.chars().allMatch(Character::isDigit)) return List.of(Dimension.of(Long.parseLong(text)));
    return List.of(Dimension.open(text.equals("?") ? "" : text));
  }

  private static Port port(String name, String type, List<Dimension> dimensions) {
    for (ElementType t : ElementType.values()) if (t.toString().equals(type)) return Port.of(name, t, dimensions);
    return Port.unsupported(name, type, dimensions);
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("file", "f.onnx");
  }

  @Override
  public void evaluate(Call call) {
    throw new UnsupportedOperationException("it has ports only");
  }

  @Override
  public void close() {}
}
