package org.counterflow.formats.pictures;

import org.counterflow.formats.internal.png.Raster;

/**
 * A small RGB drawing surface: areas, lines, dots, tiles and text. Colours are 0xRRGGBB, y grows downwards; what lies outside is not
 * drawn. Lines and dots have soft edges and take coordinates in pixels, where (0, 0) is the corner of the first pixel.
 */
final class Canvas {
  /** Height of capitals and digits at scale 1, in pixels. */
  static final int CAPITALS = Glyphs.CAPITALS;

  /** From one line of text to the next at scale 1, in pixels. */
  static final int LINE = 12;

  /** As many characters as make a column of text together, accents among them. */
  private static final int ACCENTED = 4;
  private static final String ELLIPSIS = "\u2026";
  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * A surface of one colour.
   *
   * @param width at least 1, in pixels
   * @param height at least 1, in pixels
   * @param background 0xRRGGBB
   * @throws IllegalArgumentException if it is empty or has more than 700 million pixels
   */
  Canvas(int width, int height, int background) {
    if (width < 1 || height < 1) throw new IllegalArgumentException("a canvas must be at least 1 x 1, was " + width + " x " + height);
    if (3L * width * height > 2_100_000_000L) throw new IllegalArgumentException(
        "a canvas of " + width + " x " + height + " pixels is too large; show fewer samples, or write one picture each to a folder");
    this.width = width;
    this.height = height;
    this.pixels = new byte[3 * width * height];
    fill(0, 0, width, height, background);
  }

  /** Pixels in a row. */
  int width() {
    return width;
  }

  /** Rows. */
  int height() {
    return height;
  }

  /** Fills the rectangle with its upper left corner at (x, y). */
  void fill(int x, int y, int w, int h, int rgb) {
    int left = Math.max(0, x), right = Math.min(width, x + w), top = Math.max(0, y), bottom = Math.min(height, y + h);
    for (int j = top; j < bottom; j++) for (int i = left; i < right; i++) set(i, j, rgb);
  }

  /** Draws the outline of a rectangle, one pixel wide, inside of it. */
  void frame(int x, int y, int w, int h, int rgb) {
    fill(x, y, w, 1, rgb);
    fill(x, y + h - 1, w, 1, rgb);
    fill(x, y, 1, h, rgb);
    fill(x + w - 1, y, 1, h, rgb);
  }

  /**
   * Draws a straight line with round ends.
   *
   * @param thickness in pixels, above 0
   * @param opacity 0 (not seen) to 1
   */
  void line(double x0, double y0, double x1, double y1, double thickness, int rgb, double opacity) {
    double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy, r = thickness / 2;
    int left = clip(Math.min(x0, x1) - r - 1, width), right = clip(Math.max(x0, x1) + r + 2, width);
    int top = clip(Math.min(y0, y1) - r - 1, height), bottom = clip(Math.max(y0, y1) + r + 2, height);
    for (int j = top; j < bottom; j++) {
      for (int i = left; i < right; i++) {
        double px = i + 0.5 - x0, py = j + 0.5 - y0, t = length2 == 0 ? 0 : Math.clamp((px * dx + py * dy) / length2, 0, 1);
        blend(i, j, rgb, opacity * Math.clamp(r + 0.5 - Math.hypot(px - t * dx, py - t * dy), 0, Math.min(1, thickness)));
      }
    }
  }

  /**
   * Draws a filled circle.
   *
   * @param radius in pixels, above 0
   * @param opacity 0 (not seen) to 1
   */
  void dot(double x, double y, double radius, int rgb, double opacity) {
    line(x, y, x, y, 2 * radius, rgb, opacity);
  }

  /**
   * Draws a picture, each of its pixels a square.
   *
   * @param x of the upper left corner
   * @param y of the upper left corner
   * @param zoom edge of the squares, at least 1
   */
  void draw(Raster picture, int x, int y, int zoom) {
    for (int j = 0; j < picture.height(); j++)
      for (int i = 0; i < picture.width(); i++) fill(x + i * zoom, y + j * zoom, zoom, zoom, picture.rgb(i, j));
  }

  /**
   * Writes one line of text in the built-in font. Accents are dropped, other characters outside ASCII are a box.
   *
   * @param text one line
   * @param x of the left edge
   * @param y of the upper edge of capitals
   * @param scale 1 for capitals of 7 pixels, 2 for 14 ...
   */
  void text(String text, int x, int y, int rgb, int scale) {
    if (scale < 1) throw new IllegalArgumentException("the scale of text must be at least 1, was " + scale);
    int at = x;
    for (int g : Glyphs.of(text)) {
      boolean[][] p = Glyphs.pixels(g, scale);
      for (int j = 0; j < p.length; j++) {
        for (int i = 0; i < p[j].length; i++) if (p[j][i]) fill(at + i, y + j, 1, 1, rgb);
      }
      at += Glyphs.advance(g) * scale;
    }
  }

  /** How wide a text is, in pixels. */
  static int width(String text, int scale) {
    return Glyphs.width(text) * scale;
  }

  /** The text, shortened with an ellipsis at its end if it is wider than {@code most} pixels; empty if not even that fits. */
  static String fit(String text, int most, int scale) {
    // What a file brings may be of any length; no glyph is narrower than a column, and few are accents.
    int longest = Math.min(text.length(), ACCENTED * Math.max(0, most));
    if (longest == text.length() && width(text, scale) <= most) return text;
    int fits = -1;
    for (int low = 0, high = longest; low <= high; ) {
      int n = (low + high) / 2;
      if (width(cut(text, n), scale) <= most) {
        fits = n;
        low = n + 1;
      } else {
        high = n - 1;
      }
    }
    return fits < 0 ? "" : cut(text, fits);
  }

  private static String cut(String text, int length) {
    boolean half = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, half ? length - 1 : length).stripTrailing() + ELLIPSIS;
  }

  /** The pixel as 0xRRGGBB. */
  int rgb(int x, int y) {
    if (x < 0 || x >= width || y < 0 || y >= height)
      throw new IndexOutOfBoundsException("pixel " + x + ", " + y + " of " + width + " x " + height);
    int at = 3 * (y * width + x);
    return (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff;
  }

  /** What is drawn so far. */
  Raster raster() {
    return Raster.of(width, height, 3, pixels);
  }

  /** Mixes a colour into a pixel that lies inside. */
  void blend(int x, int y, int rgb, double opacity) {
    if (opacity <= 0) return;
    int at = 3 * (y * width + x);
    for (int k = 0; k < 3; k++) {
      double old = pixels[at + k] & 0xff;
      pixels[at + k] = (byte) Math.round(old + opacity * ((rgb >> 16 - 8 * k & 0xff) - old));
    }
  }

  private static int clip(double v, int size) {
    return (int) Math.clamp(Math.floor(v), 0, size);
  }

  private void set(int x, int y, int rgb) {
    int at = 3 * (y * width + x);
    pixels[at] = (byte) (rgb >> 16);
    pixels[at + 1] = (byte) (rgb >> 8);
    pixels[at + 2] = (byte) rgb;
  }
}
