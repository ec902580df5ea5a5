package org.counterflow.formats.internal.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.Faults;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON into plain values: {@code SequencedMap<String, Object>}, {@code List}, {@code String}, {@code Long} (a number without fraction
 * and exponent), {@code Double}, {@code Boolean} and null, all unmodifiable. Strict: UTF-8, no key twice in an object, no number that is
 * not finite or does not fit, no text after the value, at most 500 deep and 256 MiB. Whatever else is one {@link FormatException} that
 * names file, line and column.
 */
public final class JsonReader {
  private static final int DEEPEST = 500;
  private static final int LARGEST = 1 << 28;
  private final String where;
  private final JsonParser parser;
  private final boolean python;

  private JsonReader(String where, JsonParser parser, boolean python) {
    this.where = where;
    this.parser = parser;
    this.python = python;
  }

  /**
   * Reads a text.
   *
   * @param text all of it
   * @param where what messages call it
   * @return a value of the types above
   * @throws FormatException if it cannot be read
   */
  public static @Nullable Object parse(String text, String where) {
    return parse(text, where, DEEPEST, false);
  }

  /**
   * Reads a text under other limits.
   *
   * @param text all of it
   * @param where what messages call it
   * @param deepest nesting that is allowed
   * @param python whether {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers, as Python's json writes them
   * @return a value of the types above
   * @throws FormatException if it cannot be read
   */
  public static @Nullable Object parse(String text, String where, int deepest, boolean python) {
    var factory = JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, python)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(deepest).build())
        .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return new JsonReader(where, parser, python).whole();
    }
  }

  /**
   * Reads a text whose value is an object.
   *
   * @param text all of it
   * @param where what messages call it
   * @throws FormatException if it cannot be read or is no object
   */
  public static SequencedMap<String, @Nullable Object> object(String text, String where) {
    return object(parse(text, where), where);
  }

  /**
   * A value that was read and must be an object.
   *
   * @param value of the types above
   * @param where what messages call it
   * @throws FormatException if it is none
   */
  @SuppressWarnings("unchecked")  // Made below with texts as keys.
  public static SequencedMap<String, @Nullable Object> object(@Nullable Object value, String where) {
    if (value instanceof SequencedMap<?, ?> m) return (SequencedMap<String, @Nullable Object>) m;
    throw new FormatException(where, "must be a JSON object, {...}", "");
  }

  /**
   * The text of a file.
   *
   * @param file UTF-8, with or without a byte order mark
   * @throws FormatException if it cannot be read, is not UTF-8, or has more than 256 MiB
   */
  public static String text(Path file) {
    return text(file, LARGEST);
  }

  /**
   * The text of a file that must be small.
   *
   * @param file UTF-8, with or without a byte order mark
   * @param largest bytes that are allowed, a power of two of at least 1024
   * @throws FormatException if it cannot be read, is not UTF-8, or has more bytes
   */
  public static String text(Path file, int largest) {
    Faults.readable(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(largest + 1);
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
    if (bytes.length > largest)
      throw new FormatException(file.toString(), "has more than " + (largest < 1 << 20 ? (largest >> 10) + " KiB" : (largest >> 20) + " MiB") + ", too much for such a text", "");
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new FormatException(file.toString(), "is not UTF-8 text", "save it as UTF-8", e);
    }
  }

  private @Nullable Object whole() {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) throw new FormatException(where, "is empty", "");
      Object value = value(first);
      if (parser.nextToken() != null) throw fault("text follows the value");
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw fault(at == null ? parser.currentLocation() : at, reason(e), e);
    }
  }

  private @Nullable Object value(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> map();
      case START_ARRAY -> list();
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> real();
      default -> throw fault("a value must stand here");
    };
  }

  private Map<String, @Nullable Object> map() {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
      String key = parser.currentName();
      map.put(key, value(parser.nextToken()));
    }
    return Collections.unmodifiableSequencedMap(map);
  }

  private List<@Nullable Object> list() {
    var list = new ArrayList<@Nullable Object>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) list.add(value(t));
    return Collections.unmodifiableList(list);
  }

  private Long integer() {
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      throw fault("the whole number " + parser.getString() + " has more than 64 bits");
    }
  }

  private Double real() {
    double d = parser.getDoubleValue();
    if (!Double.isFinite(d) && !(python && parser.isNaN())) throw fault("the number " + parser.getString() + " is too large for a double");
    return d;
  }

  private FormatException fault(String what) {
    return fault(parser.currentTokenLocation(), what, null);
  }

  private FormatException fault(TokenStreamLocation at, String what, @Nullable Throwable cause) {
    String place = where + ", line " + at.getLineNr() + ", column " + at.getColumnNr();
    return cause == null ? new FormatException(place, what, "") : new FormatException(place, what, "", cause);
  }

  /** The library's first sentence, without its hints at its own settings and sources. */
  private static String reason(JacksonException e) {
    String s = e.getOriginalMessage();
    String first = s == null ? "cannot be read as JSON"
        : s.lines().findFirst().orElse("").replaceFirst(" \\((start marker|not recognized).*", "");
    // Settings stand between backticks, at the end of a clause.
    int tick = first.indexOf('`'), end = Math.max(first.lastIndexOf(':', tick), first.lastIndexOf(',', tick));
    if (tick < 0 || end < 0) return first;
    String clause = first.substring(0, end).strip();
    return clause.lastIndexOf('(') > clause.lastIndexOf(')') ? clause + ")" : clause;
  }
}
