package org.counterflow.api.catalogue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The checked arguments of a part: inner parts, and a value for each of its parameters. */
public final class Arguments {
  private final Entry<?> entry;
  private final List<?> inner;
  private final Map<String, String> values;

  private Arguments(Entry<?> entry, List<?> inner, Map<String, String> values) {
    this.entry = entry;
    this.inner = inner;
    this.values = values;
  }

  static Arguments defaults(Entry<?> entry) {
    return of(entry, List.of(), Map.of());
  }

  /** Checks names, types and ranges; what is not given has its default. */
  static Arguments of(Entry<?> entry, List<?> inner, Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter p : entry.parameters()) {
      String v = given.get(p.name());
      if (v == null && p.byDefault().isEmpty())
        throw new IllegalArgumentException(entry.kind() + " \"" + entry.id() + "\" needs " + p.name() + ": " + p.summary());
      values.put(p.name(), v == null ? p.byDefault() : checked(entry, p, v));
    }
    for (String name : given.keySet()) {
      if (values.containsKey(name)) continue;
      String known = entry.parameters().isEmpty() ? "it has none" : "it has "
          + entry.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(entry.kind() + " \"" + entry.id() + "\" has no parameter \"" + name + "\"; " + known);
    }
    return new Arguments(entry, List.copyOf(inner), values);
  }

  private static String checked(Entry<?> entry, Parameter p, String v) {
    String what = entry.kind() + " \"" + entry.id() + "\": " + p.name();
    switch (p.type()) {
      case CHOICE -> {
        if (!p.choices().contains(v))
          throw new IllegalArgumentException(what + " must be one of " + String.join(", ", p.choices()) + ", was \"" + v + "\"");
      }
      case NUMBER, INTEGER -> {
        double d = parse(what, v);
        if (p.type() == Parameter.Type.INTEGER && d != Math.rint(d))
          throw new IllegalArgumentException(what + " must be a whole number, was " + v);
        if (!(d >= p.min() && d <= p.max())) throw new IllegalArgumentException(
            what + " must be in " + Parameter.text(p.min()) + " to " + Parameter.text(p.max()) + ", was " + v);
      }
      case NUMBERS -> {
        for (String s : v.split("/", -1)) parse(what, s);
      }
      case TEXT -> {
        if (v.isEmpty()) throw new IllegalArgumentException(what + " is empty");
      }
    }
    return v;
  }

  private static double parse(String what, String v) {
    if (v.equals("inf")) return Double.POSITIVE_INFINITY;
    if (v.equals("-inf")) return Double.NEGATIVE_INFINITY;
    // Double.parseDouble also takes 1d, 0x1p3 and NaN, which nobody means here.
    if (!v.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?"))
      throw new IllegalArgumentException(what + " must be a number, was \"" + v + "\"");
    return Double.parseDouble(v);
  }

  /** A number. */
  public double number(String name) {
    return parse(name, text(name));
  }

  /** A whole number. */
  public int integer(String name) {
    return (int) number(name);
  }

  /** Numbers. */
  public double[] numbers(String name) {
    return Arrays.stream(text(name).split("/", -1)).mapToDouble(v -> parse(name, v)).toArray();
  }

  /** A text or a choice. */
  public String text(String name) {
    String v = values.get(name);
    if (v == null) throw new IllegalArgumentException("the factory of " + entry.id() + " asks for \"" + name + "\", which is no parameter of it");
    return v;
  }

  /** Whether a parameter has its default value. */
  public boolean isDefault(String name) {
    return entry.parameters().stream().anyMatch(p -> p.name().equals(name) && p.byDefault().equals(text(name)));
  }

  /** The inner part {@code i}. */
  public <T> T inner(Kind<T> kind, int i) {
    return kind.type().cast(inner.get(i));
  }
}
