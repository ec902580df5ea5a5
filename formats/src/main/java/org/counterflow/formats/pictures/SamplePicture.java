package org.counterflow.formats.pictures;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.Recipe;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;
import org.jspecify.annotations.Nullable;

/**
 * How samples are shown in one picture: images as a contact sheet, points of the plane as a scatter plot, numbers as a histogram.
 * Immutable; {@code SamplePicture.of(samples.recipe()).title("Forty garments").columns(10).write(samples, path)}.
 *
 * @param title one line above, shortened if it is too long; empty for none
 * @param note a smaller line below it; empty for none
 * @param captions one an image, of several lines where there are line ends; no caption at all for the seeds
 * @param columns images side by side; 0 picks a number near a square's
 * @param low value of an image shown black, usually -1
 * @param high value of an image shown white, usually 1
 */
public record SamplePicture(String title, String note, List<String> captions, int columns, double low, double high) {
  // A sheet is held twice while it is written, three bytes a pixel: half of the heap that a small machine gives by default.
  private static final long MOST_PIXELS = 150_000_000;
  private static final long TILE = 96;
  private static final long AROUND = 30;

  /** Copies the list and checks the numbers. */
  public SamplePicture {
    captions = List.copyOf(captions);
    ContactSheet.check(columns, low, high);
  }

  /** As a recipe says it: the title is its model, target or network file, the note its count, solver, grid, steps and guidance. */
  public static SamplePicture of(Recipe recipe) {
    return new SamplePicture(title(recipe), note(recipe), List.of(), 0, -1, 1);
  }

  private static String title(Recipe r) {
    for (String key : List.of("model", "target")) if (r.find(key) instanceof String named) return named;
    String file = r.find("network.file");
    // Where it lay says nothing of it.
    return file == null ? "" : fileName(file);
  }

  /** A path without its folders; it may come from a system with other separators. */
  private static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static String note(Recipe r) {
    int n = r.seeds().count();
    String steps = r.find("steps");
    return String.join(", ", Stream.of(n == 1 ? "1 sample" : n + " samples", r.find("solver"), r.find("grid"),
        steps == null ? null : steps + " steps", r.find("guidance")).filter(s -> s != null).toList());
  }

  /** The same with another title. */
  public SamplePicture title(String text) {
    return new SamplePicture(text, note, captions, columns, low, high);
  }

  /** The same with another smaller line below the title. */
  public SamplePicture note(String text) {
    return new SamplePicture(title, text, captions, columns, low, high);
  }

  /** The same with other captions, one an image; none at all for the seeds. */
  public SamplePicture captions(List<String> texts) {
    return new SamplePicture(title, note, texts, columns, low, high);
  }

  /** The same with another number of columns. */
  public SamplePicture columns(int n) {
    return new SamplePicture(title, note, captions, n, low, high);
  }

  /** The same with another range of values of images; what lies outside is clipped. */
  public SamplePicture range(double from, double to) {
    return new SamplePicture(title, note, captions, columns, from, to);
  }

  /** Whether samples of this shape are images: [h, w], [1, h, w] (gray) or [3, h, w] (RGB). Those of two elements are points instead. */
  public static boolean showsImages(Shape shape) {
    return shape.elements() > 2 && Raster.shows(shape);
  }

  /**
   * Why samples cannot be shown in one picture, without a full stop; null if they can.
   *
   * @param shape of one sample
   * @param count how many
   */
  public static @Nullable String obstacle(Shape shape, int count) {
    if (shape.elements() <= 2) return null;
    if (!Raster.shows(shape)) return "samples of shape " + shape + " are neither pictures nor points of the plane";
    int rank = shape.rank();
    long most = MOST_PIXELS / ((Math.max(TILE, shape.dimension(rank - 1)) + AROUND) * (Math.max(TILE, shape.dimension(rank - 2)) + AROUND));
    return count <= most ? null : "a contact sheet of " + count + " samples of shape " + shape + " would be too large: at most " + most;
  }

  /**
   * Writes a PNG with the samples' recipe inside.
   *
   * @param samples stay the caller's to close
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if there is an {@link #obstacle}, a value is not finite, or the captions are not one a sample
   */
  public void write(Samples samples, Path file) {
    write(samples, samples.recipe(), file);
  }

  /**
   * Writes a PNG with a recipe inside that says more than the samples' own.
   *
   * @param samples stay the caller's to close
   * @param recipe of all of them
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if there is an {@link #obstacle}, a value is not finite, or the captions are not one a sample
   */
  public void write(Samples samples, Recipe recipe, Path file) {
    PngCodec.write(draw(samples), file, Recipes.texts(recipe));
  }

  Raster draw(Samples samples) {
    Shape shape = samples.shape();
    String obstacle = obstacle(shape, samples.count());
    if (obstacle != null) throw new IllegalArgumentException(obstacle + "; write them as .npy");
    if (shape.elements() == 1) return Histogram.of(title).note(note).draw(samples.toDoubles());
    if (shape.elements() == 2) return ScatterPlot.of(title).note(note).draw(samples.toDoubles());
    return new ContactSheet(title, note, columns, 0, low, high)
        .draw(shape, samples::floats, captions.isEmpty() ? captions(samples.recipe().seeds()) : captions, samples.count());
  }

  private static List<String> captions(Seeds seeds) {
    return Arrays.stream(seeds.toArray()).mapToObj(s -> "seed " + s).toList();
  }
}
