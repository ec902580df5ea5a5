package org.counterflow.api.part;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a part: its name, what values it takes, and its default. Made by one of the factories, sharpened by {@link #above} and
 * {@link #below}.
 *
 * @param <V> the type of its values
 */
public final class Parameter<V> {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final String BETWEEN = "/";
  /** Takes as long as the text, not as its square: it never goes back. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");

  private final String name;
  private final Type type;
  private final @Nullable V byDefault;
  private final Bounds bounds;
  private final List<String> choices;
  private final String summary;
  private final Function<String, V> reader;
  private final Function<V, String> writer;

  /** What values a parameter takes. */
  public enum Type {
    /** A real number; {@code inf} is one where the range allows it. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** One of a few words. */
    CHOICE,
    /** Numbers with {@code /} between them. */
    NUMBERS,
    /** Any text where it is the part's only parameter ({@code data:FILE.npy}); beside others one without comma. */
    TEXT
  }

  /** A range of numbers; the ends belong to it unless they are left out. */
  private record Bounds(double min, double max, boolean above, boolean below) {
    boolean hold(double v) {
      return (above ? v > min : v >= min) && (below ? v < max : v <= max);
    }

    /** As in "must be ...": empty where there are none. */
    String text() {
      boolean closed = Double.isFinite(min) && Double.isFinite(max) && !above && !below;
      if (closed) return "in " + Parameter.text(min) + " to " + Parameter.text(max);
      String low = Double.isInfinite(min) && !above ? "" : (above ? "above " : "at least ") + Parameter.text(min);
      String high = Double.isInfinite(max) && !below ? "" : (below ? "below " : "at most ") + Parameter.text(max);
      return low + (low.isEmpty() || high.isEmpty() ? "" : " and ") + high;
    }
  }

  private Parameter(String name, Type type, @Nullable V byDefault, Bounds bounds, List<String> choices, String summary,
      Function<String, V> reader, Function<V, String> writer) {
    this.name = name;
    this.type = type;
    this.byDefault = byDefault;
    this.bounds = bounds;
    this.choices = List.copyOf(choices);
    this.summary = summary;
    this.reader = reader;
    this.writer = writer;
  }

  private static <V> Parameter<V> of(String name, Type type, @Nullable V byDefault, double min, double max, String summary,
      Function<String, V> reader, Function<V, String> writer) {
    return new Parameter<>(name, type, byDefault, new Bounds(min, max, false, false), List.of(), summary, reader, writer);
  }

  /**
   * A real number within a range, ends included.
   *
   * @param name kebab-case
   * @param byDefault what it is where it is not given
   * @param min the least; negative infinity if there is none
   * @param max the greatest; infinity if there is none
   * @param summary what it does, its unit, where the default comes from
   */
  public static Parameter<Double> number(String name, double byDefault, double min, double max, String summary) {
    return of(name, Type.NUMBER, byDefault, min, max, summary, Parameter::parse, Parameter::text);
  }

  /** A real number within a range, ends included, that must be given. */
  public static Parameter<Double> number(String name, double min, double max, String summary) {
    return of(name, Type.NUMBER, null, min, max, summary, Parameter::parse, Parameter::text);
  }

  /** A whole number within a range, ends included. */
  public static Parameter<Integer> integer(String name, int byDefault, int min, int max, String summary) {
    return of(name, Type.INTEGER, byDefault, min, max, summary, text -> whole(text, min, max), v -> Integer.toString(v));
  }

  /**
   * One of the words of an enum: what its constants print, in lower case and with {@code -} for {@code _}.
   *
   * @param byDefault listed first
   */
  public static <E extends Enum<E>> Parameter<E> choice(String name, E byDefault, String summary) {
    List<E> all = Stream.concat(Stream.of(byDefault), EnumSet.complementOf(EnumSet.of(byDefault)).stream()).toList();
    List<String> words = all.stream().map(Parameter::word).toList();
    return new Parameter<>(name, Type.CHOICE, byDefault, new Bounds(-INFINITY, INFINITY, false, false), words, summary, text -> {
      int i = words.indexOf(text);
      if (i < 0) throw new IllegalArgumentException("must be one of " + String.join(", ", words) + ", was \"" + text + "\"");
      return all.get(i);
    }, Parameter::word);
  }

  /** Numbers with {@code /} between them, required. */
  public static Parameter<List<Double>> numbers(String name, String summary) {
    return of(name, Type.NUMBERS, null, -INFINITY, INFINITY, summary,
        text -> Arrays.stream(text.split(BETWEEN, -1)).map(Parameter::parse).toList(),
        v -> v.stream().map(Parameter::text).collect(Collectors.joining(BETWEEN)));
  }

  /** A text, required; given without its name if it is the part's only parameter ({@code data:FILE.npy}). */
  public static Parameter<String> text(String name, String summary) {
    return of(name, Type.TEXT, null, -INFINITY, INFINITY, summary, v -> v, v -> v);
  }

  /**
   * A value that is read from a text of its own, and prints as it.
   *
   * @param reader throws an {@link IllegalArgumentException} that goes on where the parameter's name ends: {@code must be ...}
   */
  public static <V> Parameter<V> parsed(String name, V byDefault, Function<String, V> reader, String summary) {
    return of(name, Type.TEXT, byDefault, -INFINITY, INFINITY, summary, reader, Object::toString);
  }

  /** The same without the least number itself. */
  public Parameter<V> above() {
    return new Parameter<>(name, type, byDefault, new Bounds(bounds.min, bounds.max, true, bounds.below), choices, summary, reader, writer);
  }

  /** The same without the greatest number itself. */
  public Parameter<V> below() {
    return new Parameter<>(name, type, byDefault, new Bounds(bounds.min, bounds.max, bounds.above, true), choices, summary, reader, writer);
  }

  /** Its name, kebab-case. */
  public String name() {
    return name;
  }

  /** What values it takes. */
  public Type type() {
    return type;
  }

  /** What it does, its unit, where the default comes from. */
  public String summary() {
    return summary;
  }

  /** The least number; negative infinity if there is none. */
  public double min() {
    return bounds.min;
  }

  /** The greatest number; infinity if there is none. */
  public double max() {
    return bounds.max;
  }

  /** The range of a number in words, {@code in 0 to 1} or {@code above 0}; empty if there is none. */
  public String range() {
    return bounds.text();
  }

  /** The words of a {@link Type#CHOICE}, the default first; empty for others. */
  public List<String> choices() {
    return choices;
  }

  /** Whether it must be given. */
  public boolean isRequired() {
    return byDefault == null;
  }

  /**
   * The value where it is not given.
   *
   * @throws IllegalStateException if it must be given
   */
  public V byDefault() {
    if (byDefault == null) throw new IllegalStateException(name + " has no default");
    return byDefault;
  }

  /** The default as text; empty if it must be given. */
  public String defaultText() {
    return byDefault == null ? "" : write(byDefault);
  }

  /** A value as text, which {@link #read} reads. */
  public String write(V value) {
    return writer.apply(value);
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException that says what is wrong with it, beginning with the parameter's name
   */
  public V read(String text) {
    if (text.isEmpty() && type == Type.TEXT) throw new IllegalArgumentException(name + " is empty");
    try {
      V value = reader.apply(text);
      check(value, text);
      return value;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }

  /**
   * The value, if it is in the range.
   *
   * @throws IllegalArgumentException that says the range, beginning with the parameter's name
   */
  public V checked(V value) {
    try {
      check(value, write(value));
      return value;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }

  private void check(V value, String text) {
    if (value instanceof Number n && !bounds.hold(n.doubleValue()))
      throw new IllegalArgumentException("must be " + bounds.text() + ", was " + text);
  }

  /** {@code name=value}, or nothing where the value prints as the default. */
  String assignment(V value) {
    String text = write(value);
    return text.equals(defaultText()) ? "" : name + "=" + text;
  }

  /** A number as recipes write it: whole numbers without a fraction, else the shortest text that reads back equal. */
  public static String text(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e7) return Long.toString((long) v);
    if (Double.isInfinite(v)) return v > 0 ? "inf" : "-inf";
    return Double.toString(v).replace('E', 'e');
  }

  private static String word(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double parse(String text) {
    if (text.equals("inf")) return INFINITY;
    if (text.equals("-inf")) return -INFINITY;
    // Double.parseDouble also takes 1d, 0x1p3 and NaN, which nobody means here.
    if (!NUMBER.matcher(text).matches())
      throw new IllegalArgumentException("must be a number, was \"" + text + "\"");
    return Double.parseDouble(text);
  }

  private static int whole(String text, int min, int max) {
    double d = parse(text);
    var range = new Bounds(min, max, false, false);
    if (Double.isFinite(d) && d != Math.rint(d)) throw new IllegalArgumentException("must be a whole number, was " + text);
    // Before the cast, which would move it into the range of an int.
    if (!range.hold(d)) throw new IllegalArgumentException("must be " + range.text() + ", was " + text);
    return (int) d;
  }

  @Override
  public String toString() {
    return name;
  }
}
