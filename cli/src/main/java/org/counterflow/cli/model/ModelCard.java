package org.counterflow.cli.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.NetworkException;
import org.counterflow.formats.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** What a network's file says of itself, where the command line needs it. Immutable. */
public final class ModelCard {
  private static final int MOST_LISTED = 20;
  /** Characters of a class's name. */
  private static final int LONGEST = 60;
  private static final String CORRECT = ". Remedy: correct the file's metadata";

  private final String name;
  private final Map<String, String> says;
  private final List<String> classes;
  private final @Nullable Integer nullClass;

  /**
   * A card.
   *
   * @param name what messages call the network
   * @param says texts by key: {@code classes}, {@code null-class}, {@code range}, {@code title} ...
   * @throws NetworkException if the classes or the label for no class cannot be read
   */
  public ModelCard(String name, Map<String, String> says) {
    this.name = name;
    this.says = Map.copyOf(says);
    String names = says.get("classes"), none = says.get("null-class");
    classes = names == null ? List.of() : classes(names);
    nullClass = none == null ? null : label(none, "null-class");
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

  /** What messages call the network. */
  public String name() {
    return name;
  }

  /** All texts by key. */
  public Map<String, String> says() {
    return says;
  }

  /** The names of the classes by label; empty if there are none. */
  public List<String> classes() {
    return classes;
  }

  /** The label that means no class, or null. */
  public @Nullable Integer nullClass() {
    return nullClass;
  }

  private List<String> classes(String text) {
    List<String> plain = plainNames(text);
    if (plain != null) return plain;
    if (JsonReader.parse(text, "the metadata counterflow.classes of " + name) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) return list.stream().map(Objects::toString).toList();
    throw new NetworkException("the metadata counterflow.classes of " + name + " is no JSON array of names: " + Shown.value(text) + CORRECT);
  }

  /**
   * Names without escapes, as nearly all are; null if there are others. The JSON library costs a tenth of a start, and a pattern for the whole
   * text as much stack as there are names.
   */
  private static @Nullable List<String> plainNames(String text) {
    String[] parts = text.split("\"", -1);
    if (text.indexOf('\\') >= 0 || parts.length < 3 || parts.length % 2 == 0) return null;
    var names = new ArrayList<String>();
    for (int i = 0; i < parts.length; i++) {
      String between = i == 0 ? "[" : i == parts.length - 1 ? "]" : ",";
      if (i % 2 == 1) names.add(parts[i]);
      else if (!parts[i].strip().equals(between)) return null;
    }
    return List.copyOf(names);
  }

  private int label(String text, String key) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new NetworkException("the metadata counterflow." + key + " of " + name + " is \"" + Shown.value(text)
          + "\", where a label must be, a whole number" + CORRECT, e);
    }
  }

  /**
   * The label of a class.
   *
   * @param text a label, a name in any spelling of case and separators, or {@code none}
   * @throws IllegalArgumentException if there is none
   */
  public int label(String text) {
    List<String> names = classes;
    Integer none = nullClass;
    if (text.strip().equals("none") && none != null) return none;
    if (text.strip().matches("-?\\d{1,9}")) {
      int label = Integer.parseInt(text.strip());
      if (label >= 0 && (names.isEmpty() || label < names.size() || none != null && label == none)) return label;
    }
    for (int i = 0; i < names.size(); i++) if (plain(names.get(i)).equals(plain(text))) return i;
    List<String> spelled = names.stream().map(ModelCard::plain).toList();
    throw new IllegalArgumentException(name + " has no class \"" + Shown.value(text) + "\"" + Nearest.hint(plain(text), spelled) + "; it has "
        + listed(names, none));
  }

  private static String listed(List<String> names, @Nullable Integer none) {
    if (names.isEmpty()) return "labels from 0, without names";
    var s = new StringBuilder("0 to " + (names.size() - 1) + ": ");
    s.append(names.stream().limit(MOST_LISTED).map(n -> Shown.cut(n, LONGEST)).collect(Collectors.joining(", ")));
    if (names.size() > MOST_LISTED) s.append(" ...");
    return s.append(none == null ? "" : "; or none (" + none + "), which means no class").toString();
  }

  /** The name of a label, as {@link Shown}. */
  public String className(int label) {
    if (label >= 0 && label < classes.size()) return Shown.cut(classes.get(label), LONGEST);
    return nullClass != null && label == nullClass ? "no class" : "class " + label;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
  }
}
