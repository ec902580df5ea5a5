package org.counterflow.formats.internal.json;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON: {@code Map} (in its order), {@code Iterable}, arrays, {@code CharSequence}, {@code Boolean}, {@code Long}, {@code Integer},
 * {@code Short}, {@code Byte}, {@code Double}, {@code Float}, {@code Enum} (its name), and null. A finite floating-point number has the
 * shortest text that reads back equal, always with a fraction or an exponent; one that is not finite is {@code null}, which is all that
 * JSON has for it.
 */
public final class Json {
  private static final int DEEPEST = 500;
  private static final int LINE = 120;
  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;

  private Json(boolean pretty) {
    this.pretty = pretty;
  }

  /**
   * On one line, without spaces.
   *
   * @param value of the types above
   * @throws IllegalArgumentException if it holds another type, a key that is no text, or is deeper than 500
   */
  public static String compact(@Nullable Object value) {
    return text(value, false);
  }

  /**
   * For people: two spaces a level, short arrays of plain values on one line, a line end last.
   *
   * @param value of the types above
   * @throws IllegalArgumentException if it holds another type, a key that is no text, or is deeper than 500
   */
  public static String pretty(@Nullable Object value) {
    return text(value, true) + "\n";
  }

  /**
   * Writes a file, pretty.
   *
   * @param value of the types above
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   */
  public static void write(@Nullable Object value, Path file) {
    AtomicFile.write(file, pretty(value));
  }

  private static String text(@Nullable Object value, boolean pretty) {
    var j = new Json(pretty);
    j.value(value, 0);
    return j.out.toString();
  }

  private void value(@Nullable Object v, int depth) {
    if (depth > DEEPEST) throw new IllegalArgumentException("a JSON value deeper than " + DEEPEST + "; does it hold itself?");
    switch (v) {
      case null -> out.append("null");
      case Boolean b -> out.append(b.booleanValue());
      case Long n -> out.append(n.longValue());
      case Integer n -> out.append(n.intValue());
      case Short n -> out.append(n.shortValue());
      case Byte n -> out.append(n.byteValue());
      case Double d -> number(Double.isFinite(d), d.toString());
      case Float f -> number(Float.isFinite(f), f.toString());
      case CharSequence s -> quoted(s);
      case Enum<?> e -> quoted(e.name());
      case Map<?, ?> m -> object(m, depth);
      case Iterable<?> i -> array(i, depth);
      default -> {
        if (!v.getClass().isArray()) throw new IllegalArgumentException("no JSON for a " + v.getClass().getName());
        array(boxed(v), depth);
      }
    }
  }

  private void number(boolean finite, String text) {
    out.append(finite ? text.replace('E', 'e') : "null");
  }

  private static Iterable<@Nullable Object> boxed(Object array) {
    var list = new ArrayList<@Nullable Object>();
    for (int i = 0; i < Array.getLength(array); i++) list.add(Array.get(array, i));
    return list;
  }

  private void object(Map<?, ?> m, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> e : m.entrySet()) {
      if (!(e.getKey() instanceof CharSequence key)) throw new IllegalArgumentException("a JSON key must be a text, was " + e.getKey());
      if (!first) out.append(',');
      first = false;
      newLine(depth + 1);
      quoted(key);
      out.append(pretty ? ": " : ":");
      value(e.getValue(), depth + 1);
    }
    if (!first) newLine(depth);
    out.append('}');
  }

  private void array(Iterable<?> values, int depth) {
    boolean oneLine = !pretty || fitsALine(values, depth), first = true;
    out.append('[');
    for (Object v : values) {
      if (!first) out.append(pretty && oneLine ? ", " : ",");
      first = false;
      if (!oneLine) newLine(depth + 1);
      value(v, depth + 1);
    }
    if (!first && !oneLine) newLine(depth);
    out.append(']');
  }

  /** Whether an array holds plain values only and fits a line. */
  private static boolean fitsALine(Iterable<?> values, int depth) {
    int length = 2 * depth;
    for (Object v : values) {
      if (v instanceof Map || v instanceof Iterable || (v != null && v.getClass().isArray())) return false;
      length += 2 + String.valueOf(v).length() + (v instanceof CharSequence ? 2 : 0);
      if (length > LINE) return false;
    }
    return true;
  }

  private void newLine(int depth) {
    if (pretty) out.append('\n').repeat(' ', 2 * depth);
  }

  private void quoted(CharSequence s) {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 32 || c == 127 || c == '\u2028' || c == '\u2029' || loneSurrogate(s, i)) escaped(c);
          else out.append(c);
        }
      }
    }
    out.append('"');
  }

  private void escaped(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) out.append(Character.forDigit(c >> shift & 15, 16));
  }

  /** Half a character, which UTF-8 cannot hold. */
  private static boolean loneSurrogate(CharSequence s, int i) {
    char c = s.charAt(i);
    if (Character.isHighSurrogate(c)) return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
  }
}
