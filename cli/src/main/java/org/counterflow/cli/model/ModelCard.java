package org.counterflow.cli.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.internal.text.StringArray;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file says of itself, where the command line needs it.
 *
 * @param name what messages call the network
 * @param says texts by key: {@code classes}, {@code null-class}, {@code range}, {@code title} ...
 * @param classes the names of the classes by label; empty if there are none
 */
public record ModelCard(String name, Map<String, String> says, List<String> classes) {
  /** Names of classes in a message. */
  private static final int MOST_LISTED = 50;

  /** Copies the map. */
  public ModelCard {
    says = Map.copyOf(says);
  }

  /**
   * The card of these texts.
   *
   * @throws IllegalArgumentException if the classes are no JSON array of names
   */
  public ModelCard(String name, Map<String, String> says) {
    this(name, says, classes(name, says.get("classes")));
  }

  /** The card of a bundled network, read without a runtime. */
  public static ModelCard of(BundledModel m) {
    try (InputStream in = new BufferedInputStream(m.content())) {
      return new ModelCard(m.id(), OnnxMetadata.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text, or the other one. */
  public String says(String key, String otherwise) {
    return says.getOrDefault(key, otherwise);
  }

  private static List<String> classes(String name, @Nullable String text) {
    if (text == null) return List.of();
    try {
      return StringArray.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the metadata counterflow.classes of " + name + " is no JSON array of names: " + e.getMessage(), e);
    }
  }

  /** The label that means no class, or null. */
  public @Nullable Integer nullClass() {
    String text = says.get("null-class");
    return text == null ? null : Integer.valueOf(text.strip());
  }

  /**
   * The label of a class.
   *
   * @param text a label, a name in any spelling of case and separators, or {@code none}
   * @throws IllegalArgumentException if there is none
   */
  public int label(String text) {
    List<String> names = classes;
    Integer none = nullClass();
    if (text.strip().equals("none") && none != null) return none;
    if (text.strip().matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(text.strip());
      if (number >= 0 && (names.isEmpty() || number < names.size() || none != null && number == none)) return number;
    }
    List<String> spelled = names.stream().map(ModelCard::plain).toList();
    int label = spelled.indexOf(plain(text));
    if (label >= 0) return label;
    throw new IllegalArgumentException(name + " has no class \"" + text + "\"" + Nearest.hint(plain(text), spelled) + "; it has "
        + listed(names, none));
  }

  private static String listed(List<String> names, @Nullable Integer none) {
    if (names.isEmpty()) return "labels from 0, without names";
    var s = new StringBuilder("0 to " + (names.size() - 1) + ": ");
    s.append(String.join(", ", names.subList(0, Math.min(names.size(), MOST_LISTED)))).append(names.size() > MOST_LISTED ? ", ..." : "");
    return s.append(none == null ? "" : "; or none (" + none + "), which means no class").toString();
  }

  /** The name of a label. */
  public String className(int label) {
    List<String> names = classes;
    Integer none = nullClass();
    return label >= 0 && label < names.size() ? names.get(label) : none != null && label == none ? "no class" : "class " + label;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]++", "-");
  }
}
