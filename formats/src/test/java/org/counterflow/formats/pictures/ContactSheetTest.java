package org.counterflow.formats.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.internal.png.Raster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactSheetTest {
  /** Samples of one gray value each, sample i as bright as i + 1. */
  private static float[] flat(int n, int elements) {
    var v = new float[n * elements];
    for (int i = 0; i < v.length; i++) v[i] = (i / elements + 1) / 127.5f - 1;
    return v;
  }

  @ParameterizedTest
  @CsvSource({"1,1,3", "7,3,2", "40,10,3", "40,0,0", "5,9,1"})
  void everySampleIsThereInFullInReadingOrder(int n, int columns, int zoom) {
    Raster sheet = ContactSheet.of("Title").note("note").columns(columns).zoom(zoom).draw(Shape.of(1, 20, 24), flat(n, 480),
        Collections.nCopies(n, "x"));
    int z = zoom == 0 ? 4 : zoom;
    var area = new TreeMap<Integer, Integer>();
    var first = new TreeMap<Integer, int[]>();
    for (int y = 0; y < sheet.height(); y++) {
      for (int x = 0; x < sheet.width(); x++) {
        int rgb = sheet.rgb(x, y);
        if ((rgb & 0xff) != (rgb >> 8 & 0xff) || (rgb & 0xff) == 0 || (rgb & 0xff) > n) continue;
        area.merge(rgb & 0xff, 1, Integer::sum);
        first.putIfAbsent(rgb & 0xff, new int[] {x, y});
      }
    }
    for (int i = 1; i <= n; i++) assertEquals(480 * z * z, area.get(i), "sample " + i);
    for (int i = 2; i <= n; i++) {
      int[] a = first.get(i - 1), b = first.get(i);
      assertTrue(b[1] == a[1] && b[0] > a[0] || b[1] > a[1] && b[0] == first.get(1)[0], "sample " + i);
      if (columns > 0) assertEquals((i - 1) % Math.min(columns, n) == 0, b[1] > a[1]);
    }
  }

  @Test
  void captionsStayInTheirCells() {
    Raster sheet = ContactSheet.of("").columns(2).zoom(1).draw(Shape.of(1, 60, 60), flat(2, 3600),
        List.of("a very long caption that does not fit", "short\nsecond line that is long"));
    int left = 16, gap = left + 60;
    for (int y = 90; y < sheet.height(); y++) {
      for (int x = gap; x < gap + 10; x++) assertEquals(Ink.PAPER, sheet.rgb(x, y), "between the captions");
      for (int x = 0; x < left; x++) assertEquals(Ink.PAPER, sheet.rgb(x, y));
      for (int x = sheet.width() - left; x < sheet.width(); x++) assertEquals(Ink.PAPER, sheet.rgb(x, y));
    }
  }

  @Test
  void theTitleIsSeenOverOneSmallSample() {
    Raster sheet = ContactSheet.of("Forty characters of title, no fewer").draw(Shape.of(1, 8, 8), flat(1, 64), List.of(""));
    assertEquals(2 * 16 + Canvas.width("Forty characters of title, no fewer", 2), sheet.width());
  }

  @Test
  void theRangeIsTheSheets() {
    float[] bytes = {0, 255, 300, -3};
    Raster a = ContactSheet.of("").range(0, 255).zoom(1).draw(Shape.of(2, 2), bytes, List.of(""));
    int x = 16 + 23;
    assertEquals(0x000000, a.rgb(x, 16));
    assertEquals(0xffffff, a.rgb(x + 1, 16));
    assertEquals(0xffffff, a.rgb(x, 17));
    assertEquals(0x000000, a.rgb(x + 1, 17));
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    var sheet = ContactSheet.of("");
    assertThrows(IllegalArgumentException.class, () -> sheet.draw(Shape.of(2, 2), new float[7], List.of("", "")));
    assertThrows(IllegalArgumentException.class, () -> sheet.draw(Shape.of(2, 2), new float[0], List.of()));
    assertThrows(IllegalArgumentException.class, () -> sheet.draw(Shape.of(4, 2, 2), new float[16], List.of("")));
    assertThrows(IllegalArgumentException.class, () -> sheet.columns(-1));
    assertThrows(IllegalArgumentException.class, () -> sheet.zoom(65));
    assertThrows(IllegalArgumentException.class, () -> sheet.range(1, -1));
    assertThrows(IllegalArgumentException.class, () ->
        sheet.columns(1).draw(Shape.of(1, 1), new float[30_000_000], Collections.nCopies(30_000_000, "")));
  }

  @Test
  void theBytesAreThoseOfTheFile(@TempDir Path folder) throws Exception {
    ContactSheet sheet = ContactSheet.of("Title").columns(2);
    Path file = folder.resolve("sheet.png");
    sheet.write(Shape.of(1, 8, 8), flat(3, 64), List.of("a", "b", "c"), file, Map.of());
    assertArrayEquals(Files.readAllBytes(file), sheet.png(Shape.of(1, 8, 8), flat(3, 64), List.of("a", "b", "c")));
  }
}
