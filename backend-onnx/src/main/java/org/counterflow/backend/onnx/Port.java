package org.counterflow.backend.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** An input or an output of a model, as its file declares it. */
final class Port {
  /** A dimension that the file leaves open. */
  static final long OPEN = -1;

  final String name;
  /** Null for a type that no score network uses. */
  final @Nullable Element element;
  private final String type;
  private final long[] dimensions;
  private final List<String> symbols;
  private final long elements;

  /**
   * A port.
   *
   * @param name in the model
   * @param element null if unsupported
   * @param type the type's name in messages
   * @param dimensions all of them, the batch first; negative where symbolic
   * @param symbols the name of each dimension; an unnamed symbolic one gets {@code PORT.INDEX}
   * @param fixed values for symbols
   */
  Port(String name, @Nullable Element element, String type, long[] dimensions, List<String> symbols, Map<String, Integer> fixed) {
    this.name = name;
    this.element = element;
    this.type = type;
    this.dimensions = dimensions.clone();
    var named = symbols.toArray(String[]::new);
    for (int i = 0; i < named.length; i++) {
      if (this.dimensions[i] >= 0) named[i] = "";
      else if (named[i].isEmpty()) named[i] = name + "." + i;
      Integer value = fixed.get(named[i]);
      if (this.dimensions[i] < 0) this.dimensions[i] = value == null ? OPEN : value;
    }
    this.symbols = List.of(named);
    this.elements = Arrays.stream(this.dimensions).skip(1).reduce(1, (a, b) -> a * b);
  }

  /** The type of an input that is in use. */
  Element element() {
    if (element == null) throw new IllegalStateException(this + " has a type that is not supported");
    return element;
  }

  int rank() {
    return dimensions.length;
  }

  long dimension(int i) {
    return dimensions[i];
  }

  /** The rows it takes at once: {@link #OPEN} for any number, 1 for a tensor without a batch dimension. */
  long rows() {
    return dimensions.length == 0 ? 1 : dimensions[0];
  }

  /** Whether it has one number a row: {@code [batch]}, {@code [batch, 1]}, or a scalar. */
  boolean isNumber() {
    return dimensions.length <= 1 || (dimensions.length == 2 && dimensions[1] == 1);
  }

  /** The names of the dimensions that the file leaves open, whether options fix them or not. */
  List<String> symbols() {
    return symbols.stream().filter(s -> !s.isEmpty()).toList();
  }

  /** The names of the open dimensions after the batch. */
  List<String> open() {
    return IntStream.range(1, dimensions.length).filter(i -> dimensions[i] == OPEN).mapToObj(symbols::get).toList();
  }

  /** Elements of a row, if no dimension is open. */
  long elements() {
    return elements;
  }

  /** The shape of a row; no dimension may be open. */
  Shape row() {
    return Shape.of(Arrays.stream(dimensions).skip(1).mapToInt(Math::toIntExact).toArray());
  }

  /** The dimensions of a tensor with so many rows; a scalar has none. */
  long[] with(int rows) {
    long[] d = dimensions.clone();
    if (d.length > 0) d[0] = rows;
    return d;
  }

  @Override
  public String toString() {
    var d = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < dimensions.length; i++) d.add(dimensions[i] == OPEN ? symbols.get(i) : Long.toString(dimensions[i]));
    return "\"" + name + "\" " + type + d;
  }
}
