package org.counterflow.formats.pictures;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;

/**
 * Samples side by side with a caption below each and a title above. Immutable; {@code ContactSheet.of(title).columns(8).write(...)}.
 * For samples of a run {@link SamplePicture} is the shorter way.
 *
 * @param title one line above, shortened if it is too long; empty for none
 * @param note a smaller line below it; empty for none
 * @param columns samples side by side; 0 picks a number near a square's
 * @param zoom edge of a sample's pixel; 0 picks one that makes samples about 96 pixels wide
 * @param low value shown black, usually -1
 * @param high value shown white, usually 1
 */
public record ContactSheet(String title, String note, int columns, int zoom, double low, double high) {
  private static final int MARGIN = 16;
  private static final int GAP = 10;
  private static final int ABOUT = 96;
  private static final int LEAST_CELL = 48;
  private static final int LEAST_HEADING = 480;

  /** Checks the numbers. */
  public ContactSheet {
    check(columns, low, high);
    if (zoom < 0 || zoom > 64) throw new IllegalArgumentException("zoom must be in 0 (chosen) to 64, was " + zoom);
  }

  static void check(int columns, double low, double high) {
    if (columns < 0) throw new IllegalArgumentException("columns must be at least 0 (0 = chosen), was " + columns);
    if (!(low < high)) throw new IllegalArgumentException("the range of pixel values must go from low to high, was " + low + " to " + high);
  }

  /** A sheet with chosen columns and zoom, values from -1 to 1. */
  public static ContactSheet of(String title) {
    return new ContactSheet(title, "", 0, 0, -1, 1);
  }

  /** The same with a smaller line below the title. */
  public ContactSheet note(String text) {
    return new ContactSheet(title, text, columns, zoom, low, high);
  }

  /** The same with another number of columns. */
  public ContactSheet columns(int n) {
    return new ContactSheet(title, note, n, zoom, low, high);
  }

  /** The same with another zoom. */
  public ContactSheet zoom(int n) {
    return new ContactSheet(title, note, columns, n, low, high);
  }

  /** The same with another range of values; what lies outside is clipped. */
  public ContactSheet range(double from, double to) {
    return new ContactSheet(title, note, columns, zoom, from, to);
  }

  /**
   * Writes samples.
   *
   * @param shape of one sample: [h, w], [1, h, w] or [3, h, w]
   * @param values row-major, [captions, shape]
   * @param captions one a sample; several lines where there are line ends, each shortened where it is wider than the sample
   * @param file a PNG, to be made or replaced
   * @param texts put into the picture, by keyword of 1 to 79 Latin-1 characters
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if the numbers do not fit each other, a value is NaN, or the picture would be too large
   */
  public void write(Shape shape, float[] values, List<String> captions, Path file, Map<String, String> texts) {
    PngCodec.write(draw(shape, values, captions), file, texts);
  }

  /**
   * The same as the bytes of a file.
   *
   * @param shape of one sample: [h, w], [1, h, w] or [3, h, w]
   * @param values row-major, [captions, shape]
   * @param captions one a sample, as in {@link #write}
   * @throws IllegalArgumentException if the numbers do not fit each other, a value is NaN, or the picture would be too large
   */
  public byte[] png(Shape shape, float[] values, List<String> captions) {
    return PngCodec.bytes(draw(shape, values, captions), Map.of(), PngCodec.LEVEL);
  }

  Raster draw(Shape shape, float[] values, List<String> captions) {
    if (captions.size() * shape.elements() != values.length)
      throw new IllegalArgumentException(values.length + " values for " + captions.size() + " captioned samples of shape " + shape);
    int n = Math.toIntExact(shape.elements());
    return draw(i -> Raster.of(shape, values, i * n, low, high), captions);
  }

  /** One sample after the other, so that their values and pictures are never all held. */
  Raster draw(Shape shape, IntFunction<float[]> values, List<String> captions, int count) {
    if (captions.size() != count) throw new IllegalArgumentException(captions.size() + " captions for " + count + " samples");
    return draw(i -> Raster.of(shape, values.apply(i), 0, low, high), captions);
  }

  private Raster draw(IntFunction<Raster> source, List<String> captions) {
    if (captions.isEmpty()) throw new IllegalArgumentException("there is no sample to draw");
    Raster first = source.apply(0);
    int n = captions.size(), z = zoom > 0 ? zoom : Math.max(1, ABOUT / Math.max(first.width(), first.height()));
    int tileWidth = first.width() * z, tileHeight = first.height() * z, cell = Math.max(LEAST_CELL, tileWidth);
    int lines = captions.stream().mapToInt(c -> c.isEmpty() ? 0 : c.split("\n", -1).length).max().orElse(0);
    int below = lines == 0 ? 0 : 6 + lines * Canvas.LINE, across = columns > 0 ? Math.min(columns, n) : across(n, cell, tileHeight + below);
    int down = (n + across - 1) / across, top = MARGIN + heading();
    long tiles = (long) across * (cell + GAP) - GAP;
    // A sheet of one small sample still shows its title.
    int words = Math.min(LEAST_HEADING, Math.max(Canvas.width(title, 2), Canvas.width(note, 1)));
    long width = 2L * MARGIN + Math.max(tiles, words), height = top + (long) down * (tileHeight + below + GAP) - GAP + MARGIN;
    var c = new Canvas(clipped(width), clipped(height), Ink.PAPER);
    heading(c, title, note, MARGIN, MARGIN);
    for (int i = 0; i < n; i++) {
      int x = MARGIN + i % across * (cell + GAP), y = top + i / across * (tileHeight + below + GAP), left = x + (cell - tileWidth) / 2;
      c.frame(left - 1, y - 1, tileWidth + 2, tileHeight + 2, Ink.FRAME);
      c.draw(i == 0 ? first : source.apply(i), left, y, z);
      String[] text = captions.get(i).split("\n", -1);
      for (int k = 0; k < text.length; k++) {
        String s = Canvas.fit(text[k], cell, 1);
        c.text(s, x + (cell - Canvas.width(s, 1)) / 2, y + tileHeight + 6 + k * Canvas.LINE, k == 0 ? Ink.TEXT : Ink.MUTED, 1);
      }
    }
    return c.raster();
  }

  /** Nearly four to three, as screens are. */
  private static int across(int n, int cellWidth, int cellHeight) {
    return Math.clamp(Math.round(Math.sqrt(n * 4.0 / 3 * (cellHeight + GAP) / (cellWidth + GAP))), 1, n);
  }

  private static int clipped(long size) {
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private int heading() {
    return headingHeight(title, note);
  }

  static int headingHeight(String title, String note) {
    return (title.isEmpty() ? 0 : 2 * Canvas.CAPITALS + 8) + (note.isEmpty() ? 0 : Canvas.CAPITALS + 6)
        + (title.isEmpty() && note.isEmpty() ? 0 : 6);
  }

  /** Title and note, shortened to the canvas. */
  static void heading(Canvas c, String title, String note, int x, int y) {
    int most = c.width() - 2 * x;
    c.text(Canvas.fit(title, most, 2), x, y, Ink.TEXT, 2);
    c.text(Canvas.fit(note, most, 1), x, y + (title.isEmpty() ? 0 : 2 * Canvas.CAPITALS + 8), Ink.MUTED, 1);
  }
}
