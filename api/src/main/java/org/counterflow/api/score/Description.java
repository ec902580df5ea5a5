package org.counterflow.api.score;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.NetworkException;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file says of itself: its metadata under {@code counterflow.*}, checked as far as that goes without a catalogue.
 *
 * <p>Keys, without the prefix: {@code format} (1), {@code prediction}, {@code schedule} and {@code time} (catalogue ids), {@code range}
 * ({@code low,high}), {@code classes} (a JSON array of names), {@code null-class}, {@code micro-batch}, {@code title}, {@code data},
 * {@code licence}; and whatever {@link ScoreNetwork#of(org.counterflow.api.network.Network, Map)} can be told.
 */
public final class Description {
  private static final String PREFIX = "counterflow.";
  private static final String FORMAT = "1";
  private static final Set<String> KNOWN = Set.of("format", "prediction", "schedule", "time", "range", "classes", "null-class",
      "micro-batch", "title", "data", "licence");
  private static final Set<String> TEXTS = Set.of("title", "data", "licence");
  /** Beyond these a file is damaged or hostile: nobody writes them, and everything that reads them would take its time. */
  private static final int MOST_KEYS = 1000;
  private static final int MOST_LETTERS = 1 << 24;
  private static final int MOST_LETTERS_OF_AN_ID = 10_000;
  private static final int MOST_CLASSES = 1_000_000;

  private final Map<String, String> values;
  private final List<String> classes;
  private final @Nullable Integer nullClass;
  private final List<String> unknown;

  private Description(Map<String, String> values, List<String> classes, @Nullable Integer nullClass, List<String> unknown) {
    this.values = Map.copyOf(values);
    this.classes = classes;
    this.nullClass = nullClass;
    this.unknown = List.copyOf(unknown);
  }

  /**
   * Reads metadata.
   *
   * @param file its name in messages
   * @param metadata all of the file's, by key with the prefix; others are left alone
   * @throws NetworkException if a value is malformed, naming key, value and file
   */
  static Description of(String file, Map<String, String> metadata) {
    var values = new TreeMap<String, String>();
    metadata.forEach((k, v) -> {
      if (k.startsWith(PREFIX)) values.put(k.substring(PREFIX.length()), v);
    });
    if (values.size() > MOST_KEYS)
      throw new NetworkException(file + ": its metadata have " + values.size() + " keys " + PREFIX + "*, more than " + MOST_KEYS
          + ": correct the file's metadata");
    String format = values.getOrDefault("format", FORMAT);
    if (!format.equals(FORMAT))
      throw new NetworkException(file + ": its metadata are of format " + Shown.quoted(format) + " (counterflow.format), this version reads"
          + " format " + FORMAT + ": use a newer version, or describe the file again");
    for (var e : values.entrySet()) {
      int most = TEXTS.contains(e.getKey()) || e.getKey().equals("classes") ? MOST_LETTERS : MOST_LETTERS_OF_AN_ID;
      check(file, values, e.getKey(), e.getValue().length() <= most, "at most " + most + " characters");
    }
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeIf(k -> KNOWN.contains(k) || Said.isKey(k));
    for (String key : List.of("prediction", "schedule", "time"))
      check(file, values, key, !values.getOrDefault(key, "-").isBlank(), "a catalogue id");
    check(file, values, "range", isRange(values.get("range")), "two numbers, low,high");
    check(file, values, "micro-batch", isAtLeast(1, values.get("micro-batch")), "a whole number of at least 1");
    List<String> classes = classes(file, values);
    return new Description(values, classes, nullClass(file, values, classes), List.copyOf(unknown));
  }

  /** The value under a key without its prefix, in the file's own words; null if it says nothing. */
  public @Nullable String says(String key) {
    return values.get(key);
  }

  /** All values, by key without the prefix. */
  public Map<String, String> values() {
    return values;
  }

  /** The names of the classes, by label; empty if the file names none. */
  public List<String> classes() {
    return classes;
  }

  /** The label that means no class, or null. */
  public @Nullable Integer nullClass() {
    return nullClass;
  }

  /** Keys that this version does not know, sorted, without the prefix. */
  public List<String> unknown() {
    return unknown;
  }

  /** The id of the prediction, without its parameters, or null. */
  @Nullable String prediction() {
    String text = values.get("prediction");
    if (text == null) return null;
    int colon = text.indexOf(':');
    return (colon < 0 ? text : text.substring(0, colon)).strip();
  }

  private static List<String> classes(String file, Map<String, String> values) {
    String text = values.get("classes");
    if (text == null) return List.of();
    List<String> classes;
    try {
      classes = StringArray.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(file, "classes", text, "a JSON array of strings (" + e.getMessage() + ")");
    }
    check(file, values, "classes", !classes.isEmpty(), "a JSON array of at least one name");
    check(file, values, "classes", classes.size() <= MOST_CLASSES, "at most " + MOST_CLASSES + " names");
    return classes;
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
    int comma = text.indexOf(',');
    if (comma < 0) return false;
    try {
      double low = Double.parseDouble(text.substring(0, comma).strip());
      double high = Double.parseDouble(text.substring(comma + 1).strip());
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

  static NetworkException malformed(String file, String key, String value, String expected) {
    return new NetworkException(file + ": its metadata say " + PREFIX + key + "=" + Shown.quoted(value) + ", expected " + expected
        + ": correct the file's metadata");
  }

  @Override
  public String toString() {
    return "description " + new TreeMap<>(values).keySet();
  }
}
