package org.counterflow.formats.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;

/**
 * The built-in font: capitals and digits 7 pixels high, 2 below the baseline, of varying width. Accents are dropped, other characters
 * outside ASCII are a box.
 */
final class Glyphs {
  static final int HEIGHT = 9;
  static final int CAPITALS = 7;
  private static final int SPACE = 3;
  private static final int GAP = 1;
  private static final char ELLIPSIS = '\u2026';
  private static final int BOX = 127;
  private static final int DOTS = 128;

  /** Rows of bits by character, leftmost pixel in bit 0; read from the resource when the first text is drawn. */
  private static final byte[][] ROWS = read();
  private static final byte[] WIDTHS = widths();

  private Glyphs() {}

  private static byte[][] read() {
    List<String> lines;
    try (InputStream in = Glyphs.class.getResourceAsStream("glyphs.txt")) {
      if (in == null) throw new IllegalStateException("the resource glyphs.txt is missing from the formats module");
      lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().filter(l -> !l.startsWith(";")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var rows = new byte[DOTS + 1][HEIGHT];
    int c = ' ';
    for (int line = 0; line < lines.size(); line += HEIGHT) {
      int across = lines.get(line).length() / 8;
      for (int k = 0; k < across; k++, c++) {
        for (int y = 0; y < HEIGHT; y++) {
          for (int x = 0; x < 8; x++) if (lines.get(line + y).charAt(8 * k + x) == '#') rows[c][y] |= (byte) (1 << x);
        }
      }
    }
    for (int y = 0; y < CAPITALS; y++) rows[BOX][y] = (byte) (y == 0 || y == CAPITALS - 1 ? 0b11111 : 0b10001);
    rows[DOTS][CAPITALS - 1] = 0b10101;
    return rows;
  }

  private static byte[] widths() {
    var w = new byte[ROWS.length];
    for (int c = 0; c < w.length; c++) {
      int bits = 0;
      for (byte row : ROWS[c]) bits |= row & 0xff;
      w[c] = (byte) (c == ' ' ? SPACE : 32 - Integer.numberOfLeadingZeros(bits));
    }
    return w;
  }

  /** The glyph numbers of a text. */
  static int[] of(String text) {
    String plain = text.chars().allMatch(c -> c < 127) ? text : Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    return plain.codePoints().map(c -> switch (c) {
      case ELLIPSIS -> DOTS;
      case '\u2212', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> '-';
      case '\u2018', '\u2019' -> '\'';
      case '\u201c', '\u201d' -> '"';
      case '\u00d7' -> 'x';
      case '\u00a0', '\t' -> ' ';
      default -> c < 32 || c > 126 ? BOX : c;
    }).toArray();
  }

  /** Columns of a glyph. */
  static int width(int glyph) {
    return WIDTHS[glyph];
  }

  /** Columns of a text. */
  static int width(String text) {
    int[] glyphs = of(text);
    int w = Math.max(0, glyphs.length - 1) * GAP;
    for (int g : glyphs) w += WIDTHS[g];
    return w;
  }

  /** Columns from a glyph's start to the next one's. */
  static int advance(int glyph) {
    return WIDTHS[glyph] + GAP;
  }

  /** The pixels of a glyph {@code scale} times as large, corners rounded (Scale2x) for each factor of two; bits[y][x]. */
  static boolean[][] pixels(int glyph, int scale) {
    var p = new boolean[HEIGHT][Math.max(1, width(glyph))];
    for (int y = 0; y < HEIGHT; y++) for (int x = 0; x < p[y].length; x++) p[y][x] = (ROWS[glyph][y] >> x & 1) != 0;
    int left = scale;
    for (; left % 2 == 0; left /= 2) p = doubled(p);
    return left == 1 ? p : repeated(p, left);
  }

  private static boolean[][] doubled(boolean[][] p) {
    int h = p.length, w = p[0].length;
    var d = new boolean[2 * h][2 * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        boolean up = y > 0 && p[y - 1][x], down = y + 1 < h && p[y + 1][x], left = x > 0 && p[y][x - 1], right = x + 1 < w && p[y][x + 1];
        boolean here = p[y][x], across = left != right, along = up != down;
        d[2 * y][2 * x] = across && along && left == up ? up : here;
        d[2 * y][2 * x + 1] = across && along && up == right ? right : here;
        d[2 * y + 1][2 * x] = across && along && down == left ? left : here;
        d[2 * y + 1][2 * x + 1] = across && along && right == down ? down : here;
      }
    }
    return d;
  }

  private static boolean[][] repeated(boolean[][] p, int n) {
    var r = new boolean[n * p.length][n * p[0].length];
    for (int y = 0; y < r.length; y++) for (int x = 0; x < r[y].length; x++) r[y][x] = p[y / n][x / n];
    return r;
  }
}
