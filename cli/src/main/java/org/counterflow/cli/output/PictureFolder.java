package org.counterflow.cli.output;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.pictures.ImageFolder;
import org.counterflow.formats.pictures.SamplePicture;

/**
 * A picture a sample, named by its seed, with its own recipe inside. What is there already is not drawn again.
 *
 * @param path made if it is not there
 */
record PictureFolder(Path path) implements Destination {
  private static final int ONE_BY_ONE = 64;

  @Override
  public void check() {
    if (Files.isDirectory(path)) {
      Destination.probe(path.resolve("0.png"));
      return;
    }
    if (Files.exists(path)) throw new FormatException(path.toString(), "is a file, not a folder", "name another");
    // Made only when there is something to put in; a file in its stead tells whether it can be.
    Path parent = path.toAbsolutePath().getParent();
    Destination.probe((parent == null ? path : parent).resolve(String.valueOf(path.getFileName())));
  }

  @Override
  public void check(Shape shape, int count) {
    if (!SamplePicture.showsImages(shape)) throw new IllegalArgumentException(
        "samples of shape " + shape
            + " are no pictures, and a folder holds a picture a sample: give --out FILE.npy, or FILE.png for a plot");
  }

  @Override
  public void check(Seeds seeds) {
    long[] all = seeds.toArray();
    Arrays.sort(all);
    for (int i = 1; i < all.length; i++) if (all[i] == all[i - 1]) throw new IllegalArgumentException("seed " + all[i]
        + " is given more than once, and a folder holds one picture a seed: give each seed once, or --out FILE.npy");
  }

  @Override
  public long atOnce(long elements) {
    return ONE_BY_ONE;
  }

  @Override
  public boolean oneByOne() {
    return true;
  }

  @Override
  public int[] missing(Seeds seeds, IntFunction<Recipe> recipe) {
    if (!Files.isDirectory(path)) return Destination.super.missing(seeds, recipe);
    ImageFolder f = ImageFolder.at(path);
    return IntStream.range(0, seeds.count()).filter(i -> f.missing(recipe.apply(i)).length > 0).toArray();
  }

  @Override
  public void write(SampleBatch batch) {
    SamplePicture picture = batch.picture();
    ImageFolder.at(path).write(batch.samples(), batch.recipes(), picture.low(), picture.high());
  }

  @Override
  public List<Path> files(Seeds seeds) {
    ImageFolder f = ImageFolder.at(path);
    return Arrays.stream(seeds.toArray()).mapToObj(f::file).toList();
  }
}
