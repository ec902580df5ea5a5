package org.counterflow.formats.internal.mapping;

import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.part.Parameter;
import org.jspecify.annotations.Nullable;

/** Texts of parts, {@code id:key=value,key=value}. */
public final class Texts {
  private Texts() {}

  /**
   * A part.
   *
   * @param id of the part
   * @param pairs names and values in turn; a name whose value is null is left out
   */
  public static String part(String id, @Nullable Object... pairs) {
    var text = new StringBuilder(id);
    char before = ':';
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] == null) continue;
      text.append(before).append(pairs[i]).append('=').append(value(pairs[i + 1]));
      before = ',';
    }
    return text.toString();
  }

  /** A part around another. */
  public static String around(String id, String inner, @Nullable Object... pairs) {
    return part(id + "(" + inner + ")", pairs);
  }

  /** A part around two others. */
  public static String around(String id, String first, String second) {
    return id + "(" + first + "," + second + ")";
  }

  /** A value, or null where it is what holds anyway. */
  public static @Nullable Object unless(Object byDefault, Object value) {
    return value.equals(byDefault) ? null : value;
  }

  private static String value(@Nullable Object v) {
    return switch (v) {
      case Double d -> Parameter.text(d);
      case List<?> l -> l.stream().map(Texts::value).collect(Collectors.joining("/"));
      case null, default -> String.valueOf(v);
    };
  }
}
