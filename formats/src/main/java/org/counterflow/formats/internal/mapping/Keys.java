package org.counterflow.formats.internal.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.formats.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * The options of another program, as its JSON has them, read key by key. A value of the wrong type, or outside the range, is a
 * {@link FormatException} that names file, key and value. Null is as good as absent. Keeps which keys were asked for.
 */
public final class Keys {
  private final String where;
  private final Map<String, ?> given;
  private final Map<String, ?> defaults;
  private final Set<String> used = new HashSet<>();
  private final Set<String> idle = new HashSet<>();

  /**
   * Options.
   *
   * @param where what messages call their place
   * @param given what the file lists
   * @param defaults what else holds, by the file
   */
  public Keys(String where, Map<String, ?> given, Map<String, ?> defaults) {
    this.where = where;
    this.given = given;
    this.defaults = defaults;
  }

  /** The value of a key, or null. */
  public @Nullable Object find(String key) {
    used.add(key);
    return given.containsKey(key) ? given.get(key) : defaults.get(key);
  }

  /** Whether a key has a value. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** True or false. */
  public boolean flag(String key, boolean byDefault) {
    Object v = find(key);
    if (v == null) return byDefault;
    if (v instanceof Boolean b) return b;
    throw wrong(key, "must be true or false");
  }

  /** A number, {@code "inf"} and {@code "-inf"} among them. */
  public double number(String key, double byDefault) {
    Object v = find(key);
    return v == null ? byDefault : number(key, v);
  }

  private double number(String key, @Nullable Object v) {
    if (v instanceof Long n) return n;
    if (v instanceof Double d && !Double.isNaN(d)) return d;
    if ("inf".equals(v)) return Double.POSITIVE_INFINITY;
    if ("-inf".equals(v)) return Double.NEGATIVE_INFINITY;
    throw wrong(key, "must be a number");
  }

  /**
   * A number within a range.
   *
   * @param min least value
   * @param max greatest value
   */
  public double number(String key, double byDefault, double min, double max) {
    double d = number(key, byDefault);
    if (!(d >= min && d <= max)) throw wrong(key, "must be a number from " + min + " to " + max);
    return d;
  }

  /** A number that must be there. */
  public double number(String key) {
    if (!has(key)) throw missing(key);
    return number(key, 0);
  }

  /**
   * A whole number.
   *
   * @param min least value
   * @param max greatest value
   */
  public int whole(String key, int byDefault, int min, int max) {
    Object v = find(key);
    if (v == null) return byDefault;
    // Python writes a whole number of a float field with a point.
    double d = v instanceof Long n ? n : v instanceof Double f ? f : Double.NaN;
    if (d == Math.rint(d) && d >= min && d <= max) return (int) d;
    throw wrong(key, "must be a whole number from " + min + " to " + max);
  }

  /** A whole number that must be there. */
  public int whole(String key, int min, int max) {
    if (!has(key)) throw missing(key);
    return whole(key, 0, min, max);
  }

  /**
   * One of several words.
   *
   * @param words that are allowed
   */
  public String word(String key, String byDefault, List<String> words) {
    Object v = find(key);
    if (v == null) return byDefault;
    if (v instanceof String s && words.contains(s)) return s;
    throw wrong(key, "must be one of " + String.join(", ", words));
  }

  /** A list of numbers, or null. */
  public @Nullable List<Double> numbers(String key) {
    Object v = find(key);
    if (v == null) return null;
    if (!(v instanceof List<?> list)) throw wrong(key, "must be a list of numbers");
    var all = new ArrayList<Double>();
    for (Object e : list) all.add(number(key, e));
    return all;
  }

  /** Says that keys that were read, and so checked, change nothing here. */
  public void idle(String... keys) {
    idle.addAll(List.of(keys));
  }

  /** Refuses a key that has a value other than the one under which nothing is to be done. */
  public void only(String key, @Nullable Object value, String why) {
    Object v = find(key);
    if (v != null && !v.equals(value) && !(v instanceof Number n && value instanceof Number m && n.doubleValue() == m.doubleValue()))
      throw wrong(key, why);
  }

  /** What is wrong with the value of a key. */
  public FormatException wrong(String key, String what) {
    return wrong(key, what, "");
  }

  /** What is wrong with the value of a key, and what to do. */
  public FormatException wrong(String key, String what, String remedy) {
    Object v = find(key);
    String shown = v instanceof String s ? "\"" + s + "\"" : String.valueOf(v);
    if (shown.length() > 60) shown = shown.substring(0, 57) + "...";
    return new FormatException(where, "\"" + key + "\" " + what + ", was " + shown, remedy);
  }

  private FormatException missing(String key) {
    return new FormatException(where, "has no \"" + key + "\"", "");
  }

  /**
   * Keys of the file that change nothing, in order; those that begin with {@code _} describe the file itself.
   *
   * @param known whether those count too that were read
   */
  public List<String> unused(boolean known) {
    var rest = new TreeSet<>(given.keySet());
    rest.removeIf(k -> k.startsWith("_") || used.contains(k) && !(known && idle.contains(k)));
    return List.copyOf(rest);
  }
}
