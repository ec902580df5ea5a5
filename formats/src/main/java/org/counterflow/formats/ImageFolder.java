package org.counterflow.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;

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
   * Writes a sample's picture.
   *
   * @param seed of the sample
   * @param picture gray or RGB
   * @param recipe of the run; the picture gets it with this seed alone
   * @return the file
   * @throws FormatException if it cannot be written
   */
  public Path write(long seed, Raster picture, Recipe recipe) {
    Path file = file(seed);
    Png.write(picture, file, Recipes.texts(recipe.with(Seeds.of(seed))));
    return file;
  }

  /**
   * The seeds of a recipe whose pictures are not there, or are damaged; in the recipe's order, each once.
   *
   * @param recipe of the run
   * @throws FormatException if a picture is there that is drawn by another recipe, so that the folder would hold a mixture
   */
  public long[] missing(Recipe recipe) {
    var missing = new LinkedHashSet<Long>();
    for (long seed : recipe.seeds().toArray()) if (!has(seed, recipe)) missing.add(seed);
    return missing.stream().mapToLong(Long::longValue).toArray();
  }

  private boolean has(long seed, Recipe recipe) {
    Path file = file(seed);
    if (!Files.exists(file)) return false;
    Map<String, String> texts;
    try {
      texts = Png.texts(file);
    } catch (FormatException e) {
      return false;
    }
    String json = texts.get(Recipes.KEYWORD);
    String difference = json == null ? "it has no recipe" : Recipes.difference(Recipes.fromJson(json, file.toString()), recipe);
    if (difference != null)
      throw new FormatException(file.toString(), "is another run's picture: " + difference, "choose another folder, or remove the picture");
    return true;
  }
}
