package org.counterflow.formats.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.counterflow.formats.internal.png.Raster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasTest {
  private static final String ASCII =
      IntStream.range(32, 127).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();

  private static int inked(Canvas c, int x, int y, int w, int h, int background) {
    int n = 0;
    for (int j = y; j < y + h; j++) for (int i = x; i < x + w; i++) if (c.rgb(i, j) != background) n++;
    return n;
  }

  @Test
  void fillsAndFramesAreClippedToTheCanvas() {
    var c = new Canvas(10, 8, 0xffffff);
    c.fill(-5, -5, 7, 7, 0x112233);
    c.fill(9, 7, 100, 100, 0x445566);
    c.fill(20, 20, 5, 5, 0);
    assertEquals(4 + 1, inked(c, 0, 0, 10, 8, 0xffffff));
    assertEquals(0x112233, c.rgb(1, 1));
    assertEquals(0x445566, c.rgb(9, 7));
    c.frame(3, 2, 5, 4, 0);
    assertEquals(5 + 14, inked(c, 0, 0, 10, 8, 0xffffff));
    assertEquals(0xffffff, c.rgb(4, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void tilesAreZoomedToSquares(int zoom) {
    var c = new Canvas(20, 20, 0xffffff);
    c.draw(Raster.of(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6}), 3, 4, zoom);
    for (int j = 0; j < zoom; j++) for (int i = 0; i < 2 * zoom; i++) assertEquals(i < zoom ? 0x010203 : 0x040506, c.rgb(3 + i, 4 + j));
    assertEquals(2 * zoom * zoom, inked(c, 0, 0, 20, 20, 0xffffff));
  }

  @Test
  void aDotCoversItsArea() {
    for (double r : new double[] {0.4, 1, 2.5, 6}) {
      var c = new Canvas(30, 30, 0);
      c.dot(14.3, 15.6, r, 0xffffff, 1);
      double sum = 0;
      for (int y = 0; y < 30; y++) for (int x = 0; x < 30; x++) sum += (c.rgb(x, y) & 0xff) / 255.0;
      assertEquals(Math.PI * r * r, sum, 0.1 * Math.PI * r * r + 0.5, "radius " + r);
    }
  }

  @Test
  void aLineCoversItsAreaAndItsEnds() {
    var c = new Canvas(60, 60, 0);
    c.line(10, 12, 48, 41, 2, 0xffffff, 1);
    double sum = 0;
    for (int y = 0; y < 60; y++) for (int x = 0; x < 60; x++) sum += (c.rgb(x, y) & 0xff) / 255.0;
    assertEquals(2 * Math.hypot(38, 29) + Math.PI, sum, 3);
    assertTrue((c.rgb(10, 12) & 0xff) > 128 && (c.rgb(47, 40) & 0xff) > 128 && (c.rgb(29, 26) & 0xff) > 128);
    c.line(-1000, -1000, 2000, 30, 3, 0xff0000, 0.5);  // clipped, not endless
  }

  @Test
  void opacityMixesColours() {
    var c = new Canvas(9, 9, 0x000000);
    c.dot(4.5, 4.5, 3, 0xff8000, 0.5);
    assertEquals(0x804000, c.rgb(4, 4));
  }

  @Test
  void everyCharacterHasAGlyphOfItsOwn() {
    Map<String, Character> seen = new HashMap<>();
    for (char ch : ASCII.toCharArray()) {
      var c = new Canvas(12, 12, 0xffffff);
      c.text(String.valueOf(ch), 1, 1, 0, 1);
      int ink = inked(c, 0, 0, 12, 12, 0xffffff);
      assertEquals(ch != ' ', ink > 0, "'" + ch + "' is drawn");
      var key = new StringBuilder();
      for (int y = 0; y < 12; y++) for (int x = 0; x < 12; x++) key.append(c.rgb(x, y) == 0 ? '#' : '.');
      assertEquals(null, seen.put(key.toString(), ch), "'" + ch + "' looks like another");
    }
  }

  @Test
  void capitalsAndDigitsFillTheirHeightAndOnlyDescendersGoBelow() {
    for (char ch : ASCII.toCharArray()) {
      var c = new Canvas(12, 12, 0xffffff);
      c.text(String.valueOf(ch), 1, 0, 0, 1);
      boolean below = inked(c, 0, Canvas.CAPITALS, 12, 12 - Canvas.CAPITALS, 0xffffff) > 0;
      assertEquals("(),;@[]_gjpqy{|}".indexOf(ch) >= 0, below, "'" + ch + "'");
      if (Character.isUpperCase(ch) || Character.isDigit(ch))
        assertTrue(inked(c, 0, 0, 12, 1, 0xffffff) > 0 && inked(c, 0, Canvas.CAPITALS - 1, 12, 1, 0xffffff) > 0, "'" + ch + "'");
    }
  }

  @Test
  void digitsAreEquallyWide() {
    for (char d = '0'; d <= '9'; d++) assertEquals(Canvas.width("0", 1), Canvas.width(String.valueOf(d), 1));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4"})
  void aTextIsAsWideAsItSays(int scale) {
    for (String s : new String[] {"Seed 103", "dpmpp-2m", "|", "wW@%", ASCII}) {
      int w = Canvas.width(s, scale);
      var c = new Canvas(w + 20, 12 * scale, 0xffffff);
      c.text(s, 10, 0, 0x123456, scale);
      assertEquals(0, inked(c, 0, 0, 10, c.height(), 0xffffff));
      assertEquals(0, inked(c, 10 + w, 0, 10, c.height(), 0xffffff));
      assertTrue(inked(c, 10, 0, scale, c.height(), 0xffffff) > 0 || s.startsWith(" "));
      assertTrue(inked(c, 10 + w - scale, 0, scale, c.height(), 0xffffff) > 0);
    }
  }

  @Test
  void doublingRoundsCornersAndKeepsStraightEdges() {
    for (char straight : "-|_.=:".toCharArray()) {
      boolean[][] one = Glyphs.pixels(straight, 1), two = Glyphs.pixels(straight, 2);
      for (int y = 0; y < two.length; y++)
        for (int x = 0; x < two[y].length; x++) assertEquals(one[y / 2][x / 2], two[y][x], "'" + straight + "'");
    }
    boolean[][] slash = Glyphs.pixels('/', 2);
    int ink = 0, plain = 0;
    for (boolean[] row : slash) for (boolean p : row) ink += p ? 1 : 0;
    for (boolean[] row : Glyphs.pixels('/', 1)) for (boolean p : row) plain += p ? 4 : 0;
    assertNotEquals(plain, ink);
  }

  @Test
  void otherCharactersLoseTheirAccentOrBecomeABox() {
    assertEquals(Canvas.width("deja vu", 1), Canvas.width("d\u00e9j\u00e0 vu", 1));
    assertEquals(Canvas.width("\u4e2d", 1), Canvas.width("\ud83c\udfa8", 1));
    assertEquals(3 * (Canvas.width("\u4e2d", 1) + 1) - 1, Canvas.width("\n\u0001\u4e2d", 1));
    assertEquals(0, Canvas.width("", 1));
  }

  @Test
  void longTextsAreShortenedAndFit() {
    for (String s : new String[] {"a caption that is too long", "iiiiiiiiiiiiiiii",
        "\ud83c\udfa8\ud83c\udfa8\ud83c\udfa8\ud83c\udfa8\ud83c\udfa8"}) {
      for (int most = 0; most < Canvas.width(s, 1); most++) {
        String t = Canvas.fit(s, most, 1);
        assertTrue(Canvas.width(t, 1) <= most && (t.isEmpty() || t.endsWith("\u2026")), t);
        assertTrue(t.isEmpty() || s.startsWith(t.substring(0, t.length() - 1)), t);
      }
      assertEquals(s, Canvas.fit(s, Canvas.width(s, 1), 1));
    }
    assertEquals("a caption\u2026", Canvas.fit("a caption that", Canvas.width("a caption \u2026", 1), 1), "no space before the ellipsis");
  }

  @Test
  void nothingMoreWouldFit() {
    String s = "Ankle boot \u2014 d\u00e9j\u00e0 vu \ud83c\udfa8 iiiilllWWW 0123456789";
    for (int most = 0; most < Canvas.width(s, 1); most++) {
      String best = "";
      for (int n = 0; n <= s.length(); n++) {
        if (n > 0 && Character.isHighSurrogate(s.charAt(n - 1))) continue;
        String t = s.substring(0, n).stripTrailing() + "\u2026";
        if (Canvas.width(t, 1) <= most) best = t;
      }
      assertEquals(best, Canvas.fit(s, most, 1));
    }
  }

  @Test
  void aTextWithoutEndIsShortenedAtOnce() {
    String letters = "x".repeat(100_000), accents = "e" + "\u0301".repeat(1_000_000);
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      for (int i = 0; i < 1000; i++) {
        assertTrue(Canvas.fit(letters, 400, 2).matches("x{10,90}\u2026"));
        assertEquals("e", Canvas.fit("e", 400, 1));
        assertTrue(Canvas.width(Canvas.fit(accents, 96, 1), 1) <= 96);
      }
    });
  }

  @Test
  void aCanvasThatIsTooLargeIsRefusedBeforeItIsMade() {
    assertThrows(IllegalArgumentException.class, () -> new Canvas(0, 1, 0));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new Canvas(100_000, 100_000, 0)).getMessage().contains("fewer samples"));
  }
}
