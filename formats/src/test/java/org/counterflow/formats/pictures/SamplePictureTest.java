package org.counterflow.formats.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.Recipe;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.Members;
import org.counterflow.formats.SomeRecipe;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplePictureTest {
  private static final Shape GRAY = Shape.of(1, 2, 2);
  @TempDir Path folder;

  /** How many pixels of a sheet have each colour. */
  private static Map<Integer, Integer> colours(Raster r) {
    var count = new TreeMap<Integer, Integer>();
    for (int y = 0; y < r.height(); y++) for (int x = 0; x < r.width(); x++) count.merge(r.rgb(x, y), 1, Integer::sum);
    return count;
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 0x333333, 0xcccccc", "-2, 2, 0x595959, 0xa6a6a6", "-0.6, 0.6, 0x000000, 0xffffff"})
  void imagesAreASheetInTheRange(double low, double high, int dark, int light) {
    Path file = folder.resolve("a.png");
    try (Samples s = Members.draw(GRAY, 3, -0.6, -0.6, 0.6, -0.6)) {
      Png.write(s, file, low, high);
      Map<Integer, Integer> seen = colours(PngCodec.read(file));
      // Edges of 48 pixels, three dark ones and a light one a sample, whose text and frame have other colours but for white.
      assertEquals(3 * 3 * 48 * 48, seen.get(dark));
      if (light != 0xffffff) assertEquals(3 * 48 * 48, seen.get(light));
      Png.write(s, folder.resolve("b.png"));
      if (low == -1) assertEquals(PngCodec.read(file), PngCodec.read(folder.resolve("b.png")), "the range by default");
    }
  }

  @Test
  void coloursAreColours() {
    try (Samples s = Members.draw(Shape.of(3, 1, 2), 1, 1, 1, -1, -1, 0.6, 0.6)) {
      Png.write(s, folder.resolve("a.png"));
      assertEquals(96 * 48, colours(PngCodec.read(folder.resolve("a.png"))).get(0xff00cc));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void theRecipeIsInside(int elements) {
    Path file = folder.resolve("a.png");
    Shape shape = elements == 4 ? GRAY : Shape.of(elements);
    try (Samples s = Members.draw(shape, 5, new double[elements])) {
      Png.write(s, file);
      assertEquals(s.recipe(), Recipes.inPng(file));
      assertTrue(Png.texts(file).containsKey(Recipes.KEYWORD));
      Recipe more = new Recipe(new TreeMap<>(Map.of("model", "x")), s.recipe().seeds());
      SamplePicture.of(more).write(s, more, file);
      assertEquals(more, Recipes.inPng(file));
    }
  }

  @Test
  void pointsAreAScatterPlotAndNumbersAHistogram() {
    try (Samples points = Members.draw(Shape.of(2), 7, 1, 2); Samples numbers = Members.draw(Shape.of(1), 7, 3)) {
      String note = "7 samples, " + points.recipe().find("solver") + ", " + points.recipe().find("grid") + ", 24 steps";
      assertEquals(ScatterPlot.of("members").note(note).draw(points.toDoubles()), SamplePicture.of(points.recipe()).draw(points));
      assertEquals(Histogram.of("members").note(note).draw(numbers.toDoubles()), SamplePicture.of(numbers.recipe()).draw(numbers));
    }
  }

  @Test
  void captionsAreTheSeedsUnlessTheyAreGiven() {
    try (Samples s = Members.draw(GRAY, 2, 0, 0, 0, 0)) {
      SamplePicture p = SamplePicture.of(s.recipe());
      assertEquals(p.draw(s), p.captions(List.of("seed 0", "seed 1")).draw(s));
      assertNotEquals(p.draw(s), p.captions(List.of("seed 0", "seed 2")).draw(s));
      assertNotEquals(p.draw(s), p.columns(1).draw(s));
      assertThrows(IllegalArgumentException.class, () -> p.captions(List.of("one")).draw(s));
    }
  }

  @Test
  void titleAndNoteAreTheRecipes() {
    SamplePicture p = SamplePicture.of(SomeRecipe.with("guidance", "cfg:weight=2"));
    assertEquals("unet.onnx", p.title());
    assertEquals("65 samples, churn(heun):s-churn=40, karras:rho=5, 10 steps, cfg:weight=2", p.note());
    SamplePicture bare = SamplePicture.of(new Recipe(new TreeMap<>(Map.of("network.file", "C:\\nets\\unet.onnx")), Seeds.of(3)));
    assertEquals(List.of("unet.onnx", "1 sample"), List.of(bare.title(), bare.note()));
    assertEquals("", SamplePicture.of(new Recipe(new TreeMap<>(Map.of()), Seeds.of(3))).title());
  }

  @Test
  void whatCannotBeShownIsRefusedAndLeavesWhatWasThere() throws Exception {
    Path file = Files.writeString(folder.resolve("a.png"), "old");
    try (Samples s = Members.draw(Shape.of(3), 1, 0, 0, 0)) {
      String message = assertThrows(IllegalArgumentException.class, () -> Png.write(s, file)).getMessage();
      assertTrue(message.contains("shape 3 ") && message.endsWith("write them as .npy"), message);
    }
    try (Samples s = Members.draw(GRAY, 1, 0, 0, 0, 0)) {
      assertThrows(IllegalArgumentException.class, () -> Png.write(s, file, 1, -1));
      assertThrows(IllegalArgumentException.class, () -> Png.write(s, file, 0, Double.NaN));
    }
    assertEquals("old", Files.readString(file));
    assertNull(SamplePicture.obstacle(Shape.of(2), Integer.MAX_VALUE));
    assertNull(SamplePicture.obstacle(Shape.of(1, 28, 28), 9000));
    assertTrue(String.valueOf(SamplePicture.obstacle(Shape.of(1, 28, 28), 10_000)).endsWith("at most 9448"));
    assertTrue(SamplePicture.showsImages(Shape.of(3, 8, 8)) && !SamplePicture.showsImages(Shape.of(4, 8, 8)));
    assertFalse(SamplePicture.showsImages(Shape.of(1, 2)), "a point");
  }

  @Test
  void oneSampleIsEnoughAndManyArePlotted() {
    for (int n : new int[] {1, 300}) {
      try (Samples s = Members.draw(Shape.of(1, 5, 3), n, new double[15])) {
        Png.write(s, folder.resolve("a.png"));
        assertEquals(n * 15 * 19 * 19, colours(PngCodec.read(folder.resolve("a.png"))).get(0x808080), n + " samples");
      }
    }
  }
}
