package org.counterflow.backend.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.counterflow.api.score.NetworkException;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of itself in its metadata: the keys {@code counterflow.*}, checked as far as that goes without a catalogue.
 *
 * @param values by key, without the prefix
 * @param classes the names of the classes; empty if there are none
 * @param nullClass the label that means no class, or null
 * @param unknown keys that this version does not know, sorted
 */
record Description(Map<String, String> values, List<String> classes, @Nullable Integer nullClass, List<String> unknown) {
  private static final String PREFIX = "counterflow.";
  private static final String FORMAT = "1";
  private static final Set<String> KNOWN = Set.of("format", "prediction", "schedule", "time", "range", "classes", "null-class",
      "micro-batch", "title", "data", "licence");

  static Description of(String file, Map<String, String> metadata) {
    var values = new TreeMap<String, String>();
    metadata.forEach((k, v) -> {
      if (k.startsWith(PREFIX)) values.put(k.substring(PREFIX.length()), v);
    });
    String format = values.getOrDefault("format", FORMAT);
    if (!format.equals(FORMAT))
      throw new NetworkException(file + ": its metadata are of format " + format + " (counterflow.format), this version reads format "
          + FORMAT + ": use a newer version, or describe the file again");
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(KNOWN);
    for (String key : List.of("prediction", "schedule", "time"))
      check(file, values, key, !values.getOrDefault(key, "-").isBlank(), "a catalogue id");
    check(file, values, "range", isRange(values.get("range")), "two numbers, low,high");
    check(file, values, "micro-batch", isAtLeast(1, values.get("micro-batch")), "a whole number of at least 1");
    List<String> classes = classes(file, values);
    return new Description(Map.copyOf(values), classes, nullClass(file, values, classes), List.copyOf(unknown));
  }

  private static List<String> classes(String file, Map<String, String> values) {
    String text = values.get("classes");
    if (text == null) return List.of();
    try {
      List<String> classes = StringArray.parse(text);
      check(file, values, "classes", !classes.isEmpty(), "a JSON array of at least one name");
      return classes;
    } catch (IllegalArgumentException e) {
      throw malformed(file, "classes", text, "a JSON array of strings (" + e.getMessage() + ")");
    }
  }

  private static @Nullable Integer nullClass(String file, Map<String, String> values, List<String> classes) {
    String text = values.get("null-class");
    if (text == null) return null;
    check(file, values, "null-class", isAtLeast(0, text), "a class label");
    int label = Integer.parseInt(text.strip());
    check(file, values, "null-class", classes.isEmpty() || label <= classes.size(), "a class label of 0.." + classes.size());
    return label;
  }

  private static boolean isRange(@Nullable String text) {
    if (text == null) return true;
    String[] ends = text.split(",", -1);
    if (ends.length != 2) return false;
    try {
      double low = Double.parseDouble(ends[0].strip());
      double high = Double.parseDouble(ends[1].strip());
      return low < high && Double.isFinite(low) && Double.isFinite(high);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isAtLeast(int least, @Nullable String text) {
    if (text == null) return true;
    try {
      return Integer.parseInt(text.strip()) >= least;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void check(String file, Map<String, String> values, String key, boolean good, String expected) {
    if (!good) throw malformed(file, key, values.getOrDefault(key, ""), expected);
  }

  private static NetworkException malformed(String file, String key, String value, String expected) {
    return new NetworkException(file + ": its metadata say " + PREFIX + key + "=\"" + value + "\", expected " + expected
        + ": correct the file's metadata");
  }
}
