package org.counterflow.api.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a part is made of: inner parts, and a value for each of its parameters, checked. Immutable.
 *
 * <p>A part whose type does not show its parameters keeps its arguments, and prints as their {@link #text}.
 */
public final class Arguments {
  private final Part<?> part;
  private final List<?> inner;
  private final Map<Parameter<?>, Object> values;

  private Arguments(Part<?> part, List<?> inner, Map<Parameter<?>, Object> values) {
    this.part = part;
    this.inner = List.copyOf(inner);
    this.values = Map.copyOf(values);
  }

  static Arguments of(Part<?> part, List<?> inner) {
    return new Arguments(part, inner, Map.of());
  }

  /** The same values for another part with these parameters. */
  Arguments as(Part<?> other, List<?> around) {
    return new Arguments(other, around, values);
  }

  /** These, and another value for one parameter, which must be in its range. */
  public <V> Arguments with(Parameter<V> p, V value) {
    own(p);
    var more = new HashMap<Parameter<?>, Object>(values);
    more.put(p, part.checked(p, value));
    return new Arguments(part, inner, more);
  }

  /** These, and the value of a text. */
  <V> Arguments reading(Parameter<V> p, String text) {
    return with(p, part.saying(() -> p.read(text)));
  }

  private void own(Parameter<?> p) {
    if (!part.parameters().contains(p))
      throw new IllegalArgumentException("\"" + p.name() + "\" is no parameter of " + part.id() + ", as it is declared");
  }

  /**
   * The value of a parameter.
   *
   * @throws IllegalArgumentException if it must be given and is not
   */
  @SuppressWarnings("unchecked") // with() put a value of the parameter's type
  public <V> V get(Parameter<V> p) {
    own(p);
    Object v = values.get(p);
    if (v == null && p.isRequired()) throw new IllegalArgumentException(part.id() + " needs " + p.name() + ": " + p.summary());
    return v == null ? p.byDefault() : (V) v;
  }

  /** The inner part {@code i}. */
  public <T> T inner(int i, Class<T> type) {
    return type.cast(inner.get(i));
  }

  /** The catalogue text: the id, inner parts in brackets, then what differs from the defaults. */
  public String text() {
    String brackets = inner.isEmpty() ? "" : inner.stream().map(Object::toString).collect(Collectors.joining(",", "(", ")"));
    List<Parameter<?>> all = part.parameters();
    String given = all.stream().map(this::assignment).filter(s -> !s.isEmpty()).collect(Collectors.joining(","));
    // A text that has the part to itself goes without its name, so that a file is written as it is called.
    boolean bare = all.size() == 1 && all.getFirst().type() == Parameter.Type.TEXT && all.getFirst().isRequired();
    if (bare) given = given.substring(given.indexOf('=') + 1);
    return part.id() + brackets + (given.isEmpty() ? "" : ":" + given);
  }

  private <V> String assignment(Parameter<V> p) {
    return p.assignment(get(p));
  }

  @Override
  public String toString() {
    return text();
  }
}
