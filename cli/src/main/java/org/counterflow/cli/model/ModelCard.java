package org.counterflow.cli.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.formats.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file says of itself, where the command line needs it.
 *
 * @param name what messages call the network
 * @param says texts by key: {@code classes}, {@code null-class}, {@code range}, {@code title} ...
 */
public record ModelCard(String name, Map<String, String> says) {
  private static final Pattern PLAIN = Pattern.compile("\\s*\\[\\s*\"[^\"\\\\]*\"(?:\\s*,\\s*\"[^\"\\\\]*\")*\\s*\\]\\s*");

  /** Copies the map. */
  public ModelCard {
    says = Map.copyOf(says);
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

  /** The names of the classes by label; empty if there are none. */
  public List<String> classes() {
    String text = says.get("classes");
    if (text == null) return List.of();
    // The JSON library costs a tenth of a start, and names without escapes do not need it.
    if (PLAIN.matcher(text).matches()) {
      String[] parts = text.split("\"", -1);
      var names = new java.util.ArrayList<String>();
      for (int i = 1; i < parts.length; i += 2) names.add(parts[i]);
      return names;
    }
    if (JsonReader.parse(text, "the metadata counterflow.classes of " + name) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) return list.stream().map(Objects::toString).toList();
    throw new IllegalArgumentException("the metadata counterflow.classes of " + name + " is no JSON array of names: " + text);
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
    List<String> names = classes();
    Integer none = nullClass();
    if (text.strip().equals("none") && none != null) return none;
    if (text.strip().matches("-?\\d{1,9}")) {
      int label = Integer.parseInt(text.strip());
      if (label >= 0 && (names.isEmpty() || label < names.size() || none != null && label == none)) return label;
    }
    for (int i = 0; i < names.size(); i++) if (plain(names.get(i)).equals(plain(text))) return i;
    List<String> spelled = names.stream().map(ModelCard::plain).toList();
    throw new IllegalArgumentException(name + " has no class \"" + text + "\"" + Nearest.hint(plain(text), spelled) + "; it has "
        + listed(names, none));
  }

  private static String listed(List<String> names, @Nullable Integer none) {
    if (names.isEmpty()) return "labels from 0, without names";
    var s = new StringBuilder("0 to " + (names.size() - 1) + ": ");
    return s.append(String.join(", ", names)).append(none == null ? "" : "; or none (" + none + "), which means no class").toString();
  }

  /** The name of a label. */
  public String className(int label) {
    List<String> names = classes();
    Integer none = nullClass();
    return label >= 0 && label < names.size() ? names.get(label) : none != null && label == none ? "no class" : "class " + label;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
  }
}
