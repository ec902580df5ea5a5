package org.counterflow.formats.pictures;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;

/**
 * Points in the plane as dots, darker where they are dense, for a hundred points and for a hundred thousand. Both axes have one scale.
 * Immutable; {@code ScatterPlot.of(title).write(points, path, Map.of())}.
 *
 * @param title one line above, shortened if it is too long; empty for none
 * @param note a smaller line below it; empty for none
 * @param size edge of the square picture, 200 to 8000 pixels; 640 by default
 * @param bounds least x, least y, greatest x, greatest y of what is shown; empty for what the points need. Points outside are counted in
 *     the picture
 */
public record ScatterPlot(String title, String note, int size, List<Double> bounds) {
  private static final int SIZE = 640;

  /** Checks the numbers. */
  public ScatterPlot {
    bounds = List.copyOf(bounds);
    if (size < 200 || size > 8000) throw new IllegalArgumentException("the size of a plot must be in 200 to 8000 pixels, was " + size);
    if (!bounds.isEmpty() && (bounds.size() != 4 || !(bounds.get(0) < bounds.get(2)) || !(bounds.get(1) < bounds.get(3))))
      throw new IllegalArgumentException("bounds are least x, least y, greatest x, greatest y, was " + bounds);
  }

  /** A plot of 640 pixels that shows all points. */
  public static ScatterPlot of(String title) {
    return new ScatterPlot(title, "", SIZE, List.of());
  }

  /** The same with a smaller line below the title. */
  public ScatterPlot note(String text) {
    return new ScatterPlot(title, text, size, bounds);
  }

  /** The same in another size. */
  public ScatterPlot size(int pixels) {
    return new ScatterPlot(title, note, pixels, bounds);
  }

  /** The same with given ends; the shorter side is widened, so that both axes have one scale. */
  public ScatterPlot bounds(double lowX, double lowY, double highX, double highY) {
    return new ScatterPlot(title, note, size, List.of(lowX, lowY, highX, highY));
  }

  /**
   * Writes points.
   *
   * @param points [n, 2], row-major, finite
   * @param file a PNG, to be made or replaced
   * @param texts put into the picture, by keyword of 1 to 79 Latin-1 characters
   * @throws FormatException if it cannot be written
   * @throws IllegalArgumentException if there is none, the number of coordinates is odd, one is not finite, or they are further apart than
   *     a double tells
   */
  public void write(double[] points, Path file, Map<String, String> texts) {
    PngCodec.write(draw(points), file, texts);
  }

  Raster draw(double[] points) {
    if (points.length == 0 || points.length % 2 != 0)
      throw new IllegalArgumentException(points.length + " coordinates are no points of the plane");
    double[] b = box(points);
    var c = new Canvas(size, size, Ink.PAPER);
    PlotFrame frame = PlotFrame.square(c, title, note, b[0], b[1], b[2], b[3]);
    frame.grid();
    int outside = dots(c, frame, points);
    frame.labels();
    if (outside > 0) frame.remark(outside + " of " + points.length / 2 + " points lie outside");
    return c.raster();
  }

  private double[] box(double[] points) {
    double[] b = {points[0], points[1], points[0], points[1]};
    for (int i = 0; i < points.length; i++) {
      if (!Double.isFinite(points[i])) throw new IllegalArgumentException("point " + i / 2 + " is not finite: " + points[i]);
      b[i % 2] = Math.min(b[i % 2], points[i]);
      b[2 + i % 2] = Math.max(b[2 + i % 2], points[i]);
    }
    if (!bounds.isEmpty()) return bounds.stream().mapToDouble(Double::doubleValue).toArray();
    double margin = 0.04 * Math.max(b[2] - b[0], b[3] - b[1]);
    for (int k = 0; k < 4; k++) b[k] += k < 2 ? -margin : margin;
    return b;
  }

  /** Dots as soft discs into a sheet of densities, which is inked once: 8-bit mixing would lose faint dots. */
  private static int dots(Canvas c, PlotFrame frame, double[] points) {
    int n = points.length / 2, outside = 0;
    int left = frame.x().from(), right = frame.x().to(), top = frame.y().to(), bottom = frame.y().from();
    int w = right - left, h = bottom - top;
    double scale = w / 560.0, radius = Math.max(0.7, scale * Math.clamp(4.2 - 0.72 * Math.log10(n), 0.9, 3));
    var density = new float[w * h];
    for (int p = 0; p < n; p++) {
      double x = frame.x().at(points[2 * p]) - left, y = frame.y().at(points[2 * p + 1]) - top;
      if (!(x >= 0 && x <= w && y >= 0 && y <= h)) {
        outside++;
        continue;
      }
      for (int j = (int) Math.max(0, y - radius - 1); j < Math.min(h, y + radius + 1); j++) {
        for (int i = (int) Math.max(0, x - radius - 1); i < Math.min(w, x + radius + 1); i++)
          density[j * w + i] += (float) Math.clamp(radius + 0.5 - Math.hypot(i + 0.5 - x, j + 0.5 - y), 0, 1);
      }
    }
    float usual = dense(density);
    // A lone dot is seen whatever the others do; among many it may be fainter.
    double faintest = Math.clamp(0.8 - 0.14 * Math.log10(n), 0.1, 1);
    if (usual > 0) ink(c, left, top, w, density, Math.clamp(2.2 / usual, faintest, 1));
    return outside;
  }

  /** The density that 95 of 100 inked pixels stay below; 0 if there are none. */
  private static float dense(float[] density) {
    var inked = new float[density.length];
    int k = 0;
    for (float d : density) if (d > 0.5f) inked[k++] = d;
    float[] sorted = Arrays.copyOf(inked, k);
    Arrays.sort(sorted);
    return k == 0 ? 0 : Math.max(1, sorted[(int) (0.95 * (k - 1))]);
  }

  private static void ink(Canvas c, int left, int top, int w, float[] density, double strength) {
    for (int i = 0; i < density.length; i++) {
      double opacity = 1 - Math.exp(-strength * density[i]);
      int rgb = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int light = Ink.LIGHT_BLUE >> shift & 0xff, dark = Ink.DARK_BLUE >> shift & 0xff;
        rgb |= (int) Math.round(light + opacity * opacity * (dark - light)) << shift;
      }
      c.blend(left + i % w, top + i / w, rgb, Math.min(1, 1.25 * opacity));
    }
  }
}
