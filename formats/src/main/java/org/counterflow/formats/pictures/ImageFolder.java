package org.counterflow.formats.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.counterflow.api.Recipe;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.Faults;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.PngTexts;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;

/**
 * A folder with a picture a sample, named by its seed ({@code 103.png}), each complete and with the recipe from which it alone can be drawn
 * again. A run that was stopped goes on with what is {@link #missing}.
 */
public final class ImageFolder {
  private final Path folder;

  private ImageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A folder, made if it is not there.
   *
   * @param folder the folder; the one that it is in must exist
   * @throws FormatException if it cannot be made or is a file
   */
  public static ImageFolder at(Path folder) {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder))
        throw new FormatException(folder.toString(), "is a file, not a folder", "name another");
      if (!Files.exists(folder)) Files.createDirectory(folder);
      return new ImageFolder(folder);
    } catch (IOException e) {
      throw Faults.writing(folder, e);
    }
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** The picture of a seed, whether or not it is there. */
  public Path file(long seed) {
    return folder.resolve(seed + ".png");
  }

  /**
   * Writes the picture of each sample.
   *
   * @param samples images, [h, w], [1, h, w] or [3, h, w]; stay the caller's to close
   * @param recipes one a sample, in which its seed is the first; a picture gets it with this seed alone
   * @param low value shown black, usually -1; what lies below is clipped
   * @param high value shown white, usually 1; what lies above is clipped
   * @throws FormatException if a picture cannot be written
   * @throws IllegalArgumentException if the recipes are not one a sample, the shape is none of these, or a value is NaN
   */
  public void write(Samples samples, List<Recipe> recipes, double low, double high) {
    if (recipes.size() != samples.count())
      throw new IllegalArgumentException(recipes.size() + " recipes for " + samples.count() + " samples");
    for (int i = 0; i < recipes.size(); i++) {
      Recipe recipe = recipes.get(i);
      write(recipe.seeds().get(0), Raster.of(samples.shape(), samples.floats(i), 0, low, high), recipe);
    }
  }

  Path write(long seed, Raster picture, Recipe recipe) {
    Path file = file(seed);
    PngCodec.write(picture, file, Recipes.texts(recipe.with(Seeds.of(seed))));
    return file;
  }

  /**
   * The seeds of a recipe whose pictures are not there, or are damaged behind their recipe; in the recipe's order, each once.
   *
   * @param recipe of the run
   * @throws FormatException if something is there that is not a picture of this recipe, so that the folder would hold a mixture or a file
   *     would be lost; an empty file holds nothing to lose
   */
  public long[] missing(Recipe recipe) {
    var missing = new LinkedHashSet<Long>();
    for (long seed : recipe.seeds().toArray()) if (!has(seed, recipe)) missing.add(seed);
    return missing.stream().mapToLong(Long::longValue).toArray();
  }

  private boolean has(long seed, Recipe recipe) {
    Path file = file(seed);
    if (!Files.exists(file) || isEmpty(file)) return false;
    PngTexts texts = PngCodec.textsBeforeDamage(file);
    String json = texts.found().get(Recipes.KEYWORD);
    if (json == null)
      throw foreign(file, "is not known to be a picture of this run: " + (texts.damage() == null ? "it has no recipe" : texts.damage()));
    String difference = Recipes.difference(Recipes.fromJson(json, file.toString()), recipe);
    if (difference != null) throw foreign(file, "is another run's picture: " + difference);
    return texts.damage() == null;
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) == 0;
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
  }

  private static FormatException foreign(Path file, String what) {
    return new FormatException(file.toString(), what, "choose another folder, or remove it");
  }
}
