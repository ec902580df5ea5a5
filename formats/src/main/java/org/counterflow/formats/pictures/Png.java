package org.counterflow.formats.pictures;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import org.counterflow.api.Samples;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;

/**
 * Samples as a PNG picture: images as a contact sheet with their seeds, points of the plane as a scatter plot, numbers as a histogram, with
 * the recipe inside. {@link SamplePicture} says more of how they are shown.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">the format</a>
 */
public final class Png {
  private Png() {}

  /**
   * Writes samples whose values are shown from -1 (black) to 1 (white).
   *
   * @param samples images ([h, w], [1, h, w] or [3, h, w]), points ([2]) or numbers ([1]); stay the caller's to close
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if samples of this shape cannot be drawn, are too many for a sheet, or are not finite
   */
  public static void write(Samples samples, Path file) {
    SamplePicture.of(samples.recipe()).write(samples, file);
  }

  /**
   * Writes samples.
   *
   * @param samples images ([h, w], [1, h, w] or [3, h, w]), points ([2]) or numbers ([1]); stay the caller's to close
   * @param file to be made or replaced
   * @param low the value of an image that is black; what lies below is clipped
   * @param high the value of an image that is white; what lies above is clipped
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if samples of this shape cannot be drawn, are too many for a sheet, or are not finite, or the range
   *     does not go from low to high
   */
  public static void write(Samples samples, Path file, double low, double high) {
    SamplePicture.of(samples.recipe()).range(low, high).write(samples, file);
  }

  /**
   * Writes pictures that no run drew, such as a decoder's, as a contact sheet; shown from -1 (black) to 1 (white).
   *
   * @param pictures [n, h, w], [n, 1, h, w] or [n, 3, h, w]; stay the caller's to close
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if they are no such pictures, too many for a sheet, or not finite
   */
  public static void write(Value pictures, Path file) {
    if (pictures.dimensions().rank() < 3) throw new IllegalArgumentException(pictures + " has no pictures [n, channels, height, width]");
    Shape shape = pictures.dimensions().row();
    String obstacle = SamplePicture.obstacle(shape, pictures.count());
    if (obstacle != null) throw new IllegalArgumentException(obstacle + "; write them as .npy");
    PngCodec.write(ContactSheet.of("").draw(shape, i -> pictures.rows(i, 1).toFloats(), Collections.nCopies(pictures.count(), ""),
        pictures.count()), file, Map.of());
  }

  /**
   * A picture as data to begin a run from, or to encode; -1 is black, 1 is white.
   *
   * @param file 8 bits a channel, not interlaced: gray, RGB or by a palette, without transparency
   * @return [1, channels, height, width], of 1 channel (gray) or 3 (RGB)
   * @throws FormatException if it cannot be read, is damaged, or is of another kind
   */
  public static Value read(Path file) {
    return read(file, -1, 1);
  }

  /**
   * A picture as data.
   *
   * @param file 8 bits a channel, not interlaced: gray, RGB or by a palette, without transparency
   * @param low the value of black
   * @param high the value of white
   * @return [1, channels, height, width], of 1 channel (gray) or 3 (RGB)
   * @throws FormatException if it cannot be read, is damaged, or is of another kind
   */
  public static Value read(Path file, double low, double high) {
    Raster r = PngCodec.read(file);
    return Value.of(Shape.of(1, r.channels(), r.height(), r.width()), r.values(low, high));
  }

  /**
   * The texts inside any PNG, compressed ones too, by keyword in the order of the file; the first of those with one keyword. Every
   * chunk's checksum is compared, to the end of the file.
   *
   * @param file a PNG of any kind
   * @throws FormatException if it cannot be read, is damaged, or has more than 1000 texts or 16 MiB in one
   */
  public static SequencedMap<String, String> texts(Path file) {
    return PngCodec.texts(file);
  }
}
