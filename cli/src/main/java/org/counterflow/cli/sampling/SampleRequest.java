package org.counterflow.cli.sampling;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.Recipe;
import org.counterflow.formats.internal.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for. Settings are texts by the keys of recipes, so that a recipe and options are one thing; a recipe cannot hold the
 * rest.
 *
 * @param settings what options say: {@code model}, {@code target}, {@code solver}, {@code grid}, {@code steps}, {@code guidance},
 *     {@code rule}, {@code schedule}, {@code prediction}, {@code time}, {@code range}, {@code precision}, {@code micro-batch},
 *     {@code class}, {@code init}, {@code strength}, {@code mask}, {@code states}, {@code role.NAME}, {@code input.NAME}, {@code dim.NAME}
 * @param recipe what {@code --again} read, or null
 * @param again where it was read from, or null
 * @param seeds as text, or null
 * @param count as text, or null
 * @param labels a file of class labels, or null
 * @param start a file of standard normals, or null
 * @param backend as text, or null
 * @param threads 0 for automatic
 * @param encodes from data to noise, and not from noise to data
 */
public record SampleRequest(Map<String, String> settings, @Nullable Recipe recipe, @Nullable Path again, @Nullable String seeds,
    @Nullable String count, @Nullable Path labels, @Nullable Path start, @Nullable String backend, int threads, boolean encodes) {
  private static final String INPUT = "input.";
  private static final List<String> SAID = List.of("role.", INPUT, "dim.");
  private static final Set<String> SAID_ALONE = Set.of("split", "rows");

  /** What belongs to the model or target, and has no meaning for another one. */
  private static final Set<String> SUBJECT = Set.of("model", "target", "prediction", "schedule", "network.schedule", "time", "range",
      ScoreSource.GUIDE, ScoreSource.GUIDE_WEIGHT);

  /** Copies the map. */
  public SampleRequest {
    settings = Map.copyOf(settings);
  }

  /** The setting that an option says, else the recipe, else null. */
  @Nullable String find(String key) {
    String given = settings.get(key);
    return given != null || !inherits(key) || recipe == null ? given : recipe.find(key);
  }

  /** The setting, or what it is by default. */
  String find(String key, String byDefault) {
    String v = find(key);
    return v == null ? byDefault : v;
  }

  private boolean inherits(String key) {
    return !another() || !(SUBJECT.contains(key) || opens(key));
  }

  /** Whether options name what to draw from. */
  boolean names() {
    return settings.containsKey("model") || settings.containsKey("target");
  }

  /** Whether options name something else to draw from than the recipe does, which may also leave it to them. */
  boolean another() {
    return names() && recipe != null && (recipe.find("model") != null || recipe.find("target") != null);
  }

  /**
   * Where a file is that the recipe names: there, or, if there is none, beside the recipe under the same name and with the hash that the
   * recipe has.
   *
   * @param key of the hash
   */
  Path found(Path file, String key) {
    if (names() || recipe == null || again == null || file.getFileName() == null || Files.exists(file)) return file;
    // A recipe may come from a system with other separators.
    String text = file.toString();
    Path beside = again.resolveSibling(text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1));
    String hash = recipe.find(key);
    return Files.isRegularFile(beside) && (hash == null || hash.equals(Sha256.of(beside))) ? beside : file;
  }

  /** Whether a setting says something of a network's ports. */
  static boolean opens(String key) {
    return SAID_ALONE.contains(key) || SAID.stream().anyMatch(key::startsWith);
  }

  /** Whether a setting names a file of values for an input, not the number that fills it. */
  static boolean isArray(String key, String value) {
    return key.startsWith(INPUT) && value.toLowerCase(Locale.ROOT).endsWith(".npy");
  }

  /** Files of values by the name of the input. */
  Map<String, Path> arrays() {
    Map<String, Path> found = new LinkedHashMap<>();
    if (recipe != null) recipe.settings().forEach((k, v) -> {
      if (isArray(k, v) && inherits(k)) found.put(k.substring(INPUT.length()), Path.of(v));
    });
    settings.forEach((k, v) -> {
      if (isArray(k, v)) found.put(k.substring(INPUT.length()), Path.of(v));
    });
    return found;
  }

  /** What is said of the network's ports: roles, values of inputs that are given none otherwise, and sizes of open dimensions. */
  Map<String, String> said() {
    Map<String, String> found = new LinkedHashMap<>();
    if (recipe != null) recipe.settings().forEach((k, v) -> {
      if (opens(k) && inherits(k) && !isArray(k, v)) found.put(k, v);
    });
    settings.forEach((k, v) -> {
      if (opens(k) && !isArray(k, v)) found.put(k, v);
      if (isArray(k, v)) found.remove(k);
    });
    return found;
  }

  /** A setting that is a whole number of at least 1; null if it is not given. */
  @Nullable Integer positive(String key, String meaning) {
    String text = find(key);
    return text == null ? null : (Integer) positive(key, text, meaning);
  }

  /**
   * A whole number of at least 1.
   *
   * @param what as messages call it
   * @param meaning a remark for the message, or empty
   */
  static int positive(String what, String text, String meaning) {
    String t = text.strip();
    if (!t.matches("[+-]?\\d+")) throw new IllegalArgumentException(what + " must be a whole number, was \"" + text + "\"" + meaning);
    double n = Double.parseDouble(t);
    if (n < 1) throw new IllegalArgumentException(what + " must be at least 1, was " + t + meaning);
    if (n > Integer.MAX_VALUE) throw new IllegalArgumentException(what + " must be at most " + Integer.MAX_VALUE + ", was " + t);
    return (int) n;
  }
}
