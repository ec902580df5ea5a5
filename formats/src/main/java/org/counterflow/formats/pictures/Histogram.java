package org.counterflow.formats.pictures;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;

/**
 * The density of numbers as bars of equal width, by the rule of Freedman and Diaconis ({@code 2 IQR / n^(1/3)}), but at least
 * {@code 0.4 sqrt(n)} of them, which distributions of several modes need, and 10 to 120. The bars' areas sum to 1, so that a density may
 * be compared. Immutable; {@code Histogram.of(title).write(values, path, Map.of())}.
 *
 * @param title one line above, shortened if it is too long; empty for none
 * @param note a smaller line below it; empty for none
 * @param width 200 to 8000 pixels, 640 by default
 * @param height 200 to 8000 pixels, 400 by default
 */
public record Histogram(String title, String note, int width, int height) {
  /** Checks the numbers. */
  public Histogram {
    if (Math.min(width, height) < 200 || Math.max(width, height) > 8000)
      throw new IllegalArgumentException("a plot must be 200 to 8000 pixels wide and high, was " + width + " x " + height);
  }

  /** A histogram of 640 by 400 pixels. */
  public static Histogram of(String title) {
    return new Histogram(title, "", 640, 400);
  }

  /** The same with a smaller line below the title. */
  public Histogram note(String text) {
    return new Histogram(title, text, width, height);
  }

  /** The same in another size. */
  public Histogram size(int w, int h) {
    return new Histogram(title, note, w, h);
  }

  /**
   * Writes numbers.
   *
   * @param values in any order, finite
   * @param file a PNG, to be made or replaced
   * @param texts put into the picture, by keyword of 1 to 79 Latin-1 characters
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if there is none, one is not finite, or they are further apart than a double tells
   */
  public void write(double[] values, Path file, Map<String, String> texts) {
    PngCodec.write(draw(values), file, texts);
  }

  Raster draw(double[] values) {
    if (values.length == 0) throw new IllegalArgumentException("there is no value to draw");
    for (double v : values) if (!Double.isFinite(v)) throw new IllegalArgumentException("a value is not finite: " + v);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double low = sorted[0], high = sorted[n - 1];
    double far = Math.max(Math.abs(low), Math.abs(high));
    // Equal, or as good as: a density so high is no double.
    if (!(high - low > Math.max(1e-290, 1e-12 * far))) {
      double around = far < 1e-290 ? 0.5 : far / 2;
      low -= around;
      high += around;
    }
    double quartiles = sorted[(int) (0.75 * (n - 1))] - sorted[(int) (0.25 * (n - 1))];
    double wanted = Math.max(0.4 * Math.sqrt(n), (high - low) / (2 * quartiles / Math.cbrt(n)));
    int bars = wanted > 120 ? 120 : (int) Math.max(10, Math.ceil(wanted));
    var heights = new double[bars];
    for (double v : sorted) {
      int bar = (int) Math.clamp(Math.floor((v - low) / (high - low) * bars), 0, bars - 1);
      heights[bar] += bars / (n * (high - low));
    }
    return draw(low, high, heights);
  }

  private Raster draw(double low, double high, double[] heights) {
    double margin = 0.03 * (high - low), top = 1.06 * Arrays.stream(heights).max().orElse(1);
    var c = new Canvas(width, height, Ink.PAPER);
    PlotFrame frame = PlotFrame.of(c, title, note, low - margin, 0, high + margin, top);
    frame.grid();
    int base = frame.y().from(), bars = heights.length, before = base;
    for (int k = 0; k < bars; k++) {
      int left = (int) Math.round(frame.x().at(low + (high - low) * k / bars));
      int right = (int) Math.round(frame.x().at(low + (high - low) * (k + 1) / bars)), up = (int) Math.round(frame.y().at(heights[k]));
      c.fill(left, up, right - left, base - up, Ink.BAR);
      outline(c, left, right, up, before);
      before = up;
      if (k == bars - 1) c.fill(right, up, 1, base - up, Ink.BAR_EDGE);
    }
    frame.labels();
    return c.raster();
  }

  /** The upper edge of a bar, and the step from the bar before. */
  private static void outline(Canvas c, int left, int right, int up, int before) {
    c.fill(left, Math.min(up, before), 1, Math.abs(before - up) + 1, Ink.BAR_EDGE);
    c.fill(left, up, right - left + 1, 1, Ink.BAR_EDGE);
  }
}
