package org.counterflow.cli.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.counterflow.formats.internal.files.Sha256;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a user gives, as far as they can be read before a network is opened: an array, a picture, or a folder of pictures.
 *
 * @param path as it was given
 * @param array what an {@code .npy} holds; null where there are pictures
 * @param pictures a row each
 * @param names of the files of the pictures
 * @param sha256 of the file; of a folder, of its pictures
 */
record GivenValues(Path path, @Nullable NpyArray array, List<Raster> pictures, List<String> names, String sha256) {
  /** Numbers in names count as numbers: 10.png comes after 9.png. */
  private static final Comparator<Path> BY_NAME = Comparator.<Path>comparingInt(p -> stem(p).length() > 18 || !isNumber(stem(p)) ? 1 : 0)
      .thenComparingLong(p -> stem(p).length() <= 18 && isNumber(stem(p)) ? Long.parseLong(stem(p)) : 0).thenComparing(Path::toString);

  /**
   * Reads them.
   *
   * @param path {@code .npy}, {@code .png} or a folder of the latter
   * @param option as messages call it
   * @throws FormatException if they cannot be read
   * @throws IllegalArgumentException if it is something else
   */
  static GivenValues read(Path path, String option) {
    if (Files.isDirectory(path)) return folder(path, option);
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".png"))
      return new GivenValues(path, null, List.of(PngCodec.read(path)), List.of(path.toString()), Sha256.of(path));
    if (!name.endsWith(".npy")) throw new IllegalArgumentException(option + " " + path
        + (Files.exists(path) ? " has an ending that is not read" : " is not there") + ": give an .npy, a .png, or a folder of .png");
    NpyArray a = Npy.read(path);
    if (a.values().length == 0) throw new IllegalArgumentException(path + " is empty: " + option + " takes [n, shape], a row a sample");
    for (double v : a.values())
      if (!Double.isFinite(v)) throw new IllegalArgumentException(path + " has " + v + " among its values: give finite numbers");
    return new GivenValues(path, a, List.of(), List.of(), Sha256.of(path));
  }

  private static GivenValues folder(Path folder, String option) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.filter(f -> String.valueOf(f.getFileName()).toLowerCase(Locale.ROOT).endsWith(".png")).sorted(BY_NAME).toList();
      if (files.isEmpty())
        throw new IllegalArgumentException(option + " " + folder + " has no .png in it: give a folder of pictures, an .npy or a .png");
      String hashes = String.join("\n", files.stream().map(f -> f.getFileName() + " " + Sha256.of(f)).toList());
      return new GivenValues(folder, null, files.stream().map(PngCodec::read).toList(), files.stream().map(Path::toString).toList(),
          Sha256.of(hashes));
    } catch (IOException e) {
      throw new FormatException(folder.toString(), "cannot be listed: " + e.getMessage(), "", e);
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".png".length());
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** How many rows, where an array's first dimension counts them. */
  int count() {
    return array == null ? pictures.size() : array.rows();
  }

  /** Whether it has a row for each of the other's. */
  boolean isLike(GivenValues other) {
    return count() == other.count() && (array == null || other.array == null || array.shape().length == other.array.shape().length);
  }

  /** Those of some numbers. */
  GivenValues rows(int[] at) {
    if (array == null) return new GivenValues(path, null, Arrays.stream(at).mapToObj(pictures::get).toList(),
        Arrays.stream(at).mapToObj(names::get).toList(), sha256);
    int n = array.values().length / array.rows();
    var values = new double[Math.multiplyExact(n, at.length)];
    for (int i = 0; i < at.length; i++) System.arraycopy(array.values(), at[i] * n, values, i * n, n);
    int[] shape = array.shape();
    shape[0] = at.length;
    return new GivenValues(path, NpyArray.of(values, shape), List.of(), List.of(), sha256);
  }

  /**
   * A row a sample.
   *
   * @param sample the shape of one
   * @param range what black and white are
   * @throws IllegalArgumentException if they have another shape
   */
  Value values(Shape sample, Range range) {
    if (array != null) return array(array, sample);
    int channels = channels(sample), n = Math.toIntExact(sample.elements()), plane = n / channels;
    var values = new double[Math.multiplyExact(n, pictures.size())];
    for (int i = 0; i < pictures.size(); i++) {
      Raster r = sized(i, sample);
      if (r.channels() > channels) throw new IllegalArgumentException(names.get(i) + " has colours, and samples of shape " + sample
          + " have one channel: save it as gray");
      double[] of = r.values(range.low(), range.high());
      for (int c = 0; c < channels; c++) System.arraycopy(of, r.channels() == 1 ? 0 : c * plane, values, i * n + c * plane, plane);
    }
    return Value.of(sample.batch(pictures.size()), values);
  }

  private Value array(NpyArray a, Shape sample) {
    int[] wanted = IntStream.concat(IntStream.of(a.rows()), IntStream.range(0, sample.rank()).map(sample::dimension)).toArray();
    if (!Arrays.equals(wanted, a.shape())) throw new IllegalArgumentException(path + " has shape " + Arrays.toString(a.shape())
        + ", and samples have the shape " + sample + ": give [n, shape], here " + Arrays.toString(wanted));
    return Value.of(sample.batch(a.rows()), a.values());
  }

  /** A mask for such samples: an array as it is; of a picture, 1 is white. */
  Value mask(Shape sample) {
    if (array != null) return Value.of(Shape.of(array.shape()), array.values());
    channels(sample);
    int plane = sized(0, sample).width() * sized(0, sample).height();
    var values = new double[Math.multiplyExact(plane, pictures.size())];
    for (int i = 0; i < pictures.size(); i++) {
      Raster r = sized(i, sample);
      double[] of = r.values(0, 1);
      for (int k = 0; k < of.length; k++) if (of[k] != of[k % plane]) throw new IllegalArgumentException(names.get(i)
          + " has colours, and a mask is gray: white where something is drawn, black where the picture stays");
      System.arraycopy(of, 0, values, i * plane, plane);
    }
    Shape one = sample.rank() == 2 ? sample : sample.with(0, 1);
    return Value.of(one.batch(pictures.size()), values);
  }

  private int channels(Shape sample) {
    if (!Raster.shows(sample)) throw new IllegalArgumentException(path + (pictures.size() == 1 ? " is a picture" : " has pictures")
        + ", and samples have the shape " + sample + ": give an .npy");
    return sample.rank() == 2 ? 1 : sample.dimension(0);
  }

  private Raster sized(int i, Shape sample) {
    Raster r = pictures.get(i);
    int height = sample.dimension(sample.rank() - 2), width = sample.dimension(sample.rank() - 1);
    if (r.width() != width || r.height() != height) throw new IllegalArgumentException(names.get(i) + " is " + r.width() + " x " + r.height()
        + ", and samples are " + width + " x " + height + ": give pictures of that size"
        + (pictures.size() == 1 && r.width() > width ? "; of a contact sheet, the folder/ or the .npy that --out can also write" : ""));
    return r;
  }
}
