package org.counterflow.api.network;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a network takes and gives. */
public final class Ports {
  private final List<Port> inputs;
  private final List<Port> outputs;

  /**
   * Ports in the order in which the file has them.
   *
   * @throws IllegalArgumentException if two inputs or two outputs have one name
   */
  public Ports(List<Port> inputs, List<Port> outputs) {
    this.inputs = distinct("inputs", inputs);
    this.outputs = distinct("outputs", outputs);
  }

  private static List<Port> distinct(String what, List<Port> ports) {
    if (ports.stream().map(Port::name).distinct().count() < ports.size())
      throw new IllegalArgumentException("two " + what + " of a network have one name: " + ports);
    return List.copyOf(ports);
  }

  /** What it takes. */
  public List<Port> inputs() {
    return inputs;
  }

  /** What it gives. */
  public List<Port> outputs() {
    return outputs;
  }

  /** The input of a name, or null. */
  public @Nullable Port input(String name) {
    return find(inputs, name);
  }

  /** The output of a name, or null. */
  public @Nullable Port output(String name) {
    return find(outputs, name);
  }

  private static @Nullable Port find(List<Port> ports, String name) {
    for (Port p : ports) if (p.name().equals(name)) return p;
    return null;
  }

  /** {@code inputs ...; outputs ...}, as messages list them. */
  @Override
  public String toString() {
    return "inputs " + text(inputs) + "; outputs " + text(outputs);
  }

  private static String text(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(", "));
  }
}
