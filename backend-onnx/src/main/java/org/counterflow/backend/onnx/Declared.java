package org.counterflow.backend.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file declares and the runtime does not tell. The numbers are those of the fields in onnx.proto.
 *
 * @param data the files beside it that hold its weights, as it names them: relative to its folder
 * @param shapeless its inputs and outputs of which not even the number of dimensions is declared; the runtime shows them as scalars
 */
record Declared(Set<String> data, Set<String> shapeless) {
  private static final int EXTERNAL = 1;

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no model
   */
  static Declared of(Path file) throws IOException {
    var found = new Declared(new TreeSet<>(), new TreeSet<>());
    try (FileChannel channel = FileChannel.open(file)) {
      Wire model = Wire.of(channel);
      for (int f = model.next(); f != 0; f = model.next()) {
        switch (f) {
          case 7 -> found.graph(model.message(), true);
          case 25 -> found.function(model.message());
          default -> { }
        }
      }
    }
    return found;
  }

  private void graph(Wire graph, boolean outermost) throws IOException {
    for (int f = graph.next(); f != 0; f = graph.next()) {
      switch (f) {
        case 1 -> node(graph.message());
        case 5 -> tensor(graph.message());
        case 11, 12 -> {
          if (outermost) port(graph.message());
        }
        case 15 -> sparse(graph.message());
        default -> { }
      }
    }
  }

  private void function(Wire function) throws IOException {
    for (int f = function.next(); f != 0; f = function.next()) {
      switch (f) {
        case 7 -> node(function.message());
        case 11 -> attribute(function.message());
        default -> { }
      }
    }
  }

  private void node(Wire node) throws IOException {
    for (int f = node.next(); f != 0; f = node.next()) if (f == 5) attribute(node.message());
  }

  private void attribute(Wire attribute) throws IOException {
    for (int f = attribute.next(); f != 0; f = attribute.next()) {
      switch (f) {
        case 5, 10 -> tensor(attribute.message());
        case 6, 11 -> graph(attribute.message(), false);
        case 22, 23 -> sparse(attribute.message());
        default -> { }
      }
    }
  }

  private void sparse(Wire sparse) throws IOException {
    for (int f = sparse.next(); f != 0; f = sparse.next()) if (f == 1 || f == 2) tensor(sparse.message());
  }

  private void tensor(Wire tensor) throws IOException {
    String location = null;
    boolean external = false;
    for (int f = tensor.next(); f != 0; f = tensor.next()) {
      if (f == 14) external = tensor.number() == EXTERNAL;
      if (f != 13) continue;
      Wire entry = tensor.message();
      String key = "";
      String value = "";
      for (int e = entry.next(); e != 0; e = entry.next()) {
        if (e == 1) key = entry.text();
        else if (e == 2) value = entry.text();
      }
      if (key.equals("location")) location = value;
    }
    if (external && location != null) data.add(location);
  }

  private void port(Wire port) throws IOException {
    String name = "";
    boolean shapeless = false;
    for (int f = port.next(); f != 0; f = port.next()) {
      if (f == 1) name = port.text();
      else if (f == 2) shapeless = !hasShape(port.message());
    }
    if (shapeless) this.shapeless.add(name);
  }

  private static boolean hasShape(Wire type) throws IOException {
    for (int f = type.next(); f != 0; f = type.next()) {
      if (f != 1) continue;
      Wire tensor = type.message();
      for (int t = tensor.next(); t != 0; t = tensor.next()) if (t == 2) return true;
    }
    return false;
  }
}
