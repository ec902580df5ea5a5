package org.counterflow.formats.recipes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.Sha256;
import org.counterflow.formats.internal.json.Json;
import org.counterflow.formats.internal.json.JsonReader;
import org.counterflow.formats.internal.png.PngCodec;
import org.jspecify.annotations.Nullable;

/**
 * Recipes as JSON: {@code {"format":1,"seeds":"0-63,100","settings":{"solver":"ddim",...}}}, inside a picture as the text
 * {@code counterflow}, beside an array {@code NAME.npy} as the file {@code NAME.recipe.json}. That has the array's SHA-256 as {@code "array"}
 * too, for two files can part.
 */
public final class Recipes {
  /** The version of the form that is written; others are refused. */
  public static final int FORMAT = 1;

  /** The keyword of a picture's text that is its recipe. */
  public static final String KEYWORD = "counterflow";

  private static final String ARRAY = "array";
  private static final Set<String> MEMBERS = Set.of("format", "seeds", "settings", ARRAY);
  private static final String SUFFIX = ".recipe.json";

  private Recipes() {}

  /** The recipe on one line. */
  public static String toJson(Recipe recipe) {
    return Json.compact(toMap(recipe));
  }

  /** The recipe as a map of texts, numbers, lists and maps, to be part of another JSON value. */
  public static SequencedMap<String, Object> toMap(Recipe recipe) {
    var map = new LinkedHashMap<String, Object>();
    map.put("format", FORMAT);
    map.put("seeds", seeds(recipe.seeds()));
    map.put("settings", recipe.settings());
    return map;
  }

  /**
   * The same of an array's recipe, as it is written beside the array.
   *
   * @param sha256 of the array's file, hexadecimal
   */
  public static SequencedMap<String, Object> toMap(Recipe recipe, String sha256) {
    SequencedMap<String, Object> map = toMap(recipe);
    map.put(ARRAY, sha256);
    return map;
  }

  /** As text; as numbers if one is negative, which the text has no form for. */
  private static Object seeds(Seeds seeds) {
    long[] all = seeds.toArray();
    for (long s : all) if (s < 0) return Arrays.stream(all).boxed().toList();
    return seeds.toString();
  }

  /**
   * Reads what {@link #toJson} wrote, or what is beside an array.
   *
   * @param json all of it
   * @param where what messages call it
   * @throws FormatException if it is no recipe, or of another version
   */
  public static Recipe fromJson(String json, String where) {
    return of(JsonReader.object(json, where), where);
  }

  private static Recipe of(SequencedMap<String, @Nullable Object> map, String where) {
    Object format = map.get("format");
    if (format == null) throw new FormatException(where, "is no recipe: it has no \"format\"",
        "give a picture or file that Counterflow wrote");
    if (!format.equals((long) FORMAT))
      throw new FormatException(where, "is a recipe of format " + format + "; this version reads format " + FORMAT,
          "use the version of Counterflow that wrote it");
    for (String key : map.keySet()) if (!MEMBERS.contains(key))
      throw new FormatException(where, "has an unknown member \"" + Shown.value(key) + "\"; a recipe has format, seeds and settings", "");
    if (!(map.get("settings") instanceof Map<?, ?> given)) throw new FormatException(where, "has no object \"settings\"", "");
    var settings = new LinkedHashMap<String, String>();
    for (Map.Entry<?, ?> e : given.entrySet()) {
      if (!(e.getValue() instanceof String value))
        throw new FormatException(where, "has a setting \"" + Shown.value(String.valueOf(e.getKey())) + "\" that is no text", "");
      settings.put(String.valueOf(e.getKey()), value);
    }
    return new Recipe(settings, seeds(map.get("seeds"), where));
  }

  private static Seeds seeds(@Nullable Object given, String where) {
    try {
      if (given instanceof String text) return Seeds.parse(text);
      if (given instanceof List<?> list && list.stream().allMatch(Long.class::isInstance))
        return Seeds.of(list.stream().mapToLong(s -> (Long) s).toArray());
    } catch (IllegalArgumentException e) {
      throw new FormatException(where, "has seeds that cannot be read: " + e.getMessage(), "", e);
    }
    throw new FormatException(where, "has no \"seeds\", such as \"0-63,100\"", "");
  }

  /** The texts of a picture with its recipe, for a picture. */
  public static SequencedMap<String, String> texts(Recipe recipe) {
    var texts = new LinkedHashMap<String, String>();
    texts.put("Software", "Counterflow");
    texts.put(KEYWORD, toJson(recipe));
    return texts;
  }

  /**
   * The recipe inside a picture.
   *
   * @param picture a PNG
   * @throws FormatException if it cannot be read or has none
   */
  public static Recipe inPng(Path picture) {
    String json = PngCodec.texts(picture).get(KEYWORD);
    if (json == null) throw new FormatException(picture.toString(), "has no recipe inside",
        "give a picture that Counterflow wrote; editors often drop the text");
    return fromJson(json, picture + " (text " + KEYWORD + ")");
  }

  /**
   * The file beside an array that has its recipe: {@code NAME.recipe.json} for {@code NAME.npy}.
   *
   * @param array an {@code .npy} file; need not exist
   */
  public static Path fileBeside(Path array) {
    String name = String.valueOf(array.getFileName());
    return array.resolveSibling((name.toLowerCase(Locale.ROOT).endsWith(".npy") ? name.substring(0, name.length() - 4) : name) + SUFFIX);
  }

  /**
   * The recipe beside an array.
   *
   * @param array an {@code .npy} file; need not be there
   * @throws FormatException if the recipe cannot be read, or the array is there and is not the one that it was written with
   */
  public static Recipe beside(Path array) {
    Path file = fileBeside(array);
    SequencedMap<String, @Nullable Object> map = JsonReader.object(JsonReader.text(file), file.toString());
    Recipe recipe = of(map, file.toString());
    String was = array(map, file.toString()), is = was == null || !Files.isRegularFile(array) ? was : Sha256.of(array);
    if (!Objects.equals(was, is)) throw new FormatException(file.toString(), "is not the recipe of " + array
        + ", which was changed or belongs to another run: its sha256 is " + is + ", was " + was,
        "follow the recipe alone, as " + file + ", to a file of another name");
    return recipe;
  }

  private static @Nullable String array(Map<String, @Nullable Object> map, String where) {
    Object given = map.get(ARRAY);
    if (given == null || given instanceof String) return (String) given;
    throw new FormatException(where, "has an \"" + ARRAY + "\" that is no text", "");
  }

  /**
   * Whether what is at the place of an array's recipe is one that may be replaced with the array: nothing, or the recipe of an array. What a
   * person keeps under such a name is not: a recipe by itself, or anything else.
   *
   * @param array an {@code .npy} file; need not be there
   */
  public static boolean isReplaceable(Path array) {
    Path file = fileBeside(array);
    // A pipe or a device is written in place.
    if (!Files.isRegularFile(file)) return true;
    try {
      SequencedMap<String, @Nullable Object> map = JsonReader.object(JsonReader.text(file), file.toString());
      of(map, file.toString());
      // Earlier versions did not note the array.
      return map.get(ARRAY) != null || Files.exists(array);
    } catch (FormatException e) {
      return false;
    }
  }

  /**
   * Writes a recipe beside an array, for people to read too. Where the array is written by Counterflow,
   * {@link org.counterflow.formats.arrays.NpyWriter} writes both so that neither is ever there with another's.
   *
   * @param recipe of the array
   * @param array an {@code .npy} file; if it is there, the recipe notes its hash
   * @return the file written
   * @throws FormatException if it cannot be written
   */
  public static Path writeBeside(Recipe recipe, Path array) {
    Path file = fileBeside(array);
    Json.write(Files.isRegularFile(array) ? toMap(recipe, Sha256.of(array)) : toMap(recipe), file);
    return file;
  }

  /**
   * The recipe of anything that was written: inside a {@code .png}, beside an {@code .npy}, or in a {@code .json}.
   *
   * @param file with one of these endings
   * @throws FormatException if it cannot be read, or has another ending
   */
  public static Recipe of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) return inPng(file);
    if (name.endsWith(".npy")) return beside(file);
    if (name.endsWith(".json")) return inFile(file);
    throw new FormatException(file.toString(), "is neither .png, .npy nor .json: no recipe is known to be there", "");
  }

  private static Recipe inFile(Path file) {
    return fromJson(JsonReader.text(file), file.toString());
  }

  /**
   * The settings in which two recipes draw different samples, as a sentence; null if there is none. Where it is computed and what a
   * file is called does not count: backend, runtime, execution provider; nor does the name of a model or a data set if the files are
   * equal by hash. Seeds are not compared.
   */
  public static @Nullable String difference(Recipe was, Recipe is) {
    var keys = new TreeSet<String>(was.settings().keySet());
    keys.addAll(is.settings().keySet());
    keys.removeAll(List.of("backend", "network.file", "network.runtime", "network.provider"));
    for (String subject : List.of("model", "target")) {
      String key = subject.equals("model") ? "network.sha256" : "target.sha256", hash = was.find(key);
      if (hash != null && hash.equals(is.find(key))) keys.remove(subject);
    }
    var found = new ArrayList<String>();
    for (String key : keys) {
      String a = was.find(key), b = is.find(key);
      if (!Objects.equals(a, b)) found.add(Shown.value(key) + " was " + said(a) + ", is " + said(b));
    }
    return found.isEmpty() ? null : String.join("; ", found);
  }

  private static String said(@Nullable String setting) {
    return setting == null ? "not given" : Shown.value(setting);
  }
}
