package org.counterflow.formats.internal.json;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON: {@code Map} (in its order), {@code List}, {@code String}, {@code Boolean}, {@code Long}, {@code Integer}, {@code Double} and
 * null. A finite double has the shortest text that reads back equal, always with a fraction or an exponent; one that is not finite is
 * {@code null}, which is all that JSON has for it. Half a character (a lone surrogate) is escaped, so that it survives UTF-8; so is what a
 * terminal takes for a command, or for the direction of writing.
 *
 * <p>Why not the library that {@link JsonReader} reads with: nearly every run of the command line writes a recipe and reads no JSON, and
 * with the library's generator the first recipe comes 50 to 130 ms later (five starts on two busy cores, JDK 25), a tenth of a start. What
 * recipes and lists do not need is not to be added here.
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
      case Double d -> out.append(Double.isFinite(d) ? d.toString().replace('E', 'e') : "null");
      case String s -> quoted(s);
      case Map<?, ?> m -> object(m, depth);
      case List<?> l -> array(l, depth);
      default -> throw new IllegalArgumentException("no JSON for a " + v.getClass().getName());
    }
  }

  private void object(Map<?, ?> m, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> e : m.entrySet()) {
      if (!(e.getKey() instanceof String key)) throw new IllegalArgumentException("a JSON key must be a text, was " + e.getKey());
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

  private void array(List<?> values, int depth) {
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
  private static boolean fitsALine(List<?> values, int depth) {
    int length = 2 * depth;
    for (Object v : values) {
      if (v instanceof Map || v instanceof List) return false;
      length += 2 + String.valueOf(v).length() + (v instanceof String ? 2 : 0);
      if (length > LINE) return false;
    }
    return true;
  }

  private void newLine(int depth) {
    if (pretty) out.append('\n').repeat(' ', 2 * depth);
  }

  private void quoted(String s) {
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
          if (isCommand(c) || loneSurrogate(s, i)) escaped(c);
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

  private static boolean isCommand(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /** Half a character, which UTF-8 cannot hold. */
  private static boolean loneSurrogate(String s, int i) {
    char c = s.charAt(i);
    if (Character.isHighSurrogate(c)) return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
  }
}
