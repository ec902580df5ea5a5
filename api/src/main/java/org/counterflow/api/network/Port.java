package org.counterflow.api.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** An input or an output of a network, as its file declares it. */
public final class Port {
  private final String name;
  private final @Nullable ElementType type;
  private final String typeName;
  private final @Nullable List<Dimension> dimensions;

  private Port(String name, @Nullable ElementType type, String typeName, @Nullable List<Dimension> dimensions) {
    this.name = name;
    this.type = type;
    this.typeName = typeName;
    this.dimensions = dimensions == null ? null : List.copyOf(dimensions);
  }

  /**
   * A port.
   *
   * @param name in the network
   * @param type of its elements
   * @param dimensions all of them
   */
  public static Port of(String name, ElementType type, List<Dimension> dimensions) {
    return new Port(name, type, type.toString(), dimensions);
  }

  /**
   * A port.
   *
   * @param name in the network
   * @param type of its elements
   * @param dimensions all of them: whole numbers are sizes, texts the names of open dimensions
   */
  public static Port of(String name, ElementType type, Object... dimensions) {
    var all = new ArrayList<Dimension>();
    for (Object d : dimensions) all.add(d instanceof Number n ? Dimension.of(n.longValue()) : Dimension.open(d.toString()));
    return of(name, type, all);
  }

  /** A port of which the file declares the type and not even the number of dimensions: values of any dimensions fit. */
  public static Port ofAnyShape(String name, ElementType type) {
    return new Port(name, type, type.toString(), null);
  }

  /** A port of a type that values cannot have, or that is no tensor at all: it can be listed, and not used. */
  public static Port unsupported(String name, String typeName, List<Dimension> dimensions) {
    return new Port(name, null, typeName, dimensions);
  }

  /** Its name in the network. */
  public String name() {
    return name;
  }

  /** Whether values can have its type. */
  public boolean isSupported() {
    return type != null;
  }

  /**
   * The type of its elements.
   *
   * @throws IllegalStateException if it is none of ours
   */
  public ElementType type() {
    if (type == null) throw new IllegalStateException("port " + this + " has a type that is not supported");
    return type;
  }

  /** Whether the number of dimensions is known. */
  public boolean isRanked() {
    return dimensions != null;
  }

  /** All dimensions; none where their number is not known. */
  public List<Dimension> dimensions() {
    return dimensions == null ? List.of() : dimensions;
  }

  /** How many dimensions; 0 where that is not known. */
  public int rank() {
    return dimensions().size();
  }

  /** Whether a value of these dimensions fits, as far as one port can say. */
  public boolean takes(Shape shape) {
    if (dimensions == null) return true;
    if (shape.rank() != rank()) return false;
    for (int i = 0; i < rank(); i++) if (!dimensions.get(i).isOpen() && dimensions.get(i).size() != shape.dimension(i)) return false;
    return true;
  }

  /** As messages name it: {@code "sample" float[batch, 1, 28, 28]}; {@code [...]} where the number of dimensions is not known. */
  @Override
  public String toString() {
    return "\"" + name + "\" " + typeName + (dimensions == null ? "[...]"
        : dimensions.stream().map(Dimension::toString).collect(Collectors.joining(", ", "[", "]")));
  }
}
