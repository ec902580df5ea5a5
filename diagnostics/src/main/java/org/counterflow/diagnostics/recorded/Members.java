package org.counterflow.diagnostics.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, with their types checked. */
record Members(String where, Map<?, ?> of) {
  static Members of(@Nullable Object value, String where) {
    if (value instanceof Map<?, ?> m) return new Members(where, m);
    throw new FormatException(where, "must be a JSON object, {...}", "");
  }

  boolean has(String key) {
    return of.get(key) != null;
  }

  private Object get(String key) {
    Object v = of.get(key);
    if (v == null) throw new FormatException(where, "has no \"" + key + "\"", "");
    return v;
  }

  String text(String key) {
    return get(key) instanceof String s ? s : wrong(key, "a text");
  }

  double number(String key) {
    return number(key, get(key));
  }

  boolean flag(String key) {
    Object v = of.get(key);
    return v != null && (v instanceof Boolean b ? b : this.<Boolean>wrong(key, "true or false"));
  }

  /** A number; {@code "inf"} and {@code "-inf"} are written as texts. */
  private double number(String key, @Nullable Object v) {
    if (v instanceof Long n) return n;
    if (v instanceof Double d) return d;
    if ("inf".equals(v)) return Double.POSITIVE_INFINITY;
    if ("-inf".equals(v)) return Double.NEGATIVE_INFINITY;
    return this.<Double>wrong(key, "numbers");
  }

  Members object(String key) {
    Object v = get(key);
    return v instanceof Map<?, ?> m ? new Members(where + ", \"" + key + "\"", m) : wrong(key, "an object, {...}");
  }

  List<?> list(String key) {
    return get(key) instanceof List<?> l ? l : wrong(key, "a list");
  }

  /** The numbers of a list, and of lists in it, in order. */
  double[] numbers(String key) {
    return numbers(key, list(key));
  }

  /** A list of lists as rows of numbers. */
  double[][] rows(String key) {
    return list(key).stream().map(row -> numbers(key, row)).toArray(double[][]::new);
  }

  double[] numbers(String key, @Nullable Object value) {
    var all = new ArrayList<Double>();
    collect(key, value, all);
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void collect(String key, @Nullable Object value, List<Double> to) {
    if (value instanceof List<?> l) l.forEach(v -> collect(key, v, to));
    else to.add(number(key, value));
  }

  /** The members as they are, by name. */
  Map<String, Object> plain() {
    @SuppressWarnings("unchecked") // keys of JSON are texts
    var all = (Map<String, Object>) of;
    return all;
  }

  private <T> T wrong(String key, String what) {
    String shown = String.valueOf(of.get(key));
    throw new FormatException(where, "\"" + key + "\" must be " + what + ", was " + (shown.length() > 60 ? shown.substring(0, 57) + "..." : shown), "");
  }
}
