package org.counterflow.formats.recipes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.SomeRecipe;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipesTest {
  @TempDir Path folder;

  @Test
  void whatAFileBringsIsShownEscapedAndCut() {
    String json = "{\"format\":1,\"seeds\":\"0\",\"settings\":{\"\\u001b[31m" + "x".repeat(40_000) + "\":7}}";
    String message = assertThrows(FormatException.class, () -> Recipes.fromJson(json, "a\u001b.png")).getMessage();
    assertTrue(message.startsWith("a\\u001b.png: has a setting \"\\u001b[31mxxx") && message.length() < 400, message);
    String difference = Recipes.difference(SomeRecipe.with("rule", "\u001b[31m" + "y".repeat(1_000_000)), SomeRecipe.with("rule", "clip"));
    assertTrue(difference != null && difference.startsWith("rule was \\u001b[31myyy") && difference.endsWith(", is clip")
        && difference.length() < 400, difference);
  }

  @Test
  void whatIsWrittenIsReadBackInItsOrder() {
    Recipe r = SomeRecipe.with("labels", "\u4e2d \"quoted\"\n");
    Recipe again = Recipes.fromJson(Recipes.toJson(r), "text");
    assertEquals(r, again);
    assertEquals(List.copyOf(r.settings().keySet()), List.copyOf(again.settings().keySet()));
    assertTrue(Recipes.toJson(r).startsWith("{\"format\":1,\"seeds\":\"0-63,100\",\"settings\":{\"model\":\"unet.onnx\","),
        Recipes.toJson(r));
  }

  @Test
  void anySeedsAreReadBack() {
    for (Seeds s : List.of(Seeds.of(7), Seeds.of(5, 3, 3), Seeds.of(-4, 2), Seeds.of(Long.MAX_VALUE, Long.MIN_VALUE, 0)))
      assertArrayEquals(s.toArray(), Recipes.fromJson(Recipes.toJson(SomeRecipe.with().with(s)), "text").seeds().toArray());
  }

  @Test
  void theRecipeIsInsideAPictureAndBesideAnArray() {
    Path png = folder.resolve("x.png"), npy = folder.resolve("latents.npy");
    PngCodec.write(Raster.of(1, 1, 1, new byte[1]), png, Recipes.texts(SomeRecipe.with()));
    assertEquals(folder.resolve("latents.recipe.json"), Recipes.writeBeside(SomeRecipe.with(), npy));
    assertEquals(SomeRecipe.with(), Recipes.inPng(png));
    assertEquals(SomeRecipe.with(), Recipes.beside(npy));
    for (Path p : List.of(png, npy, folder.resolve("latents.recipe.json"))) assertEquals(SomeRecipe.with(), Recipes.of(p));
  }

  @Test
  void theFileBesideKeepsTheName() {
    assertEquals(Path.of("a/b.recipe.json"), Recipes.fileBeside(Path.of("a/b.npy")));
    assertEquals(Path.of("b.v2.recipe.json"), Recipes.fileBeside(Path.of("b.v2.NPY")));
    assertEquals(Path.of("b.recipe.json"), Recipes.fileBeside(Path.of("b")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '#', value = {"{}|no \"format\"",
      "{\"format\":2}|is a recipe of format 2; this version reads format 1",
      "{\"format\":\"1\"}|format 1; this",
      "{\"format\":1}|no object \"settings\"", "{\"format\":1,\"settings\":{}}|no \"seeds\"",
      "{\"format\":1,\"settings\":{\"a\":1},\"seeds\":\"0\"}|a setting \"a\" that is no text",
      "{\"format\":1,\"settings\":{},\"seeds\":\"9-1\"}|ends before it starts",
      "{\"format\":1,\"settings\":{},\"seeds\":[1.5]}|no \"seeds\"", "{\"format\":1,\"settings\":{},\"seeds\":[]}|at least one seed",
      "{\"format\":1,\"settings\":{},\"seeds\":\"0\",\"x\":1}|unknown member \"x\"", "[]|must be a JSON object", "{|line 1"})
  void whatIsNoRecipeIsRefused(String json, String why) {
    String message = assertThrows(FormatException.class, () -> Recipes.fromJson(json, "x.png")).getMessage();
    assertTrue(message.startsWith("x.png") && message.contains(why), message);
  }

  @Test
  void aPictureWithoutRecipeAndOtherFilesAreNamed() throws Exception {
    Path png = folder.resolve("x.png");
    PngCodec.write(Raster.of(1, 1, 1, new byte[1]), png, Map.of("Software", "paint"));
    assertTrue(assertThrows(FormatException.class, () -> Recipes.inPng(png)).getMessage().contains("has no recipe inside"));
    assertTrue(assertThrows(FormatException.class, () -> Recipes.beside(folder.resolve("a.npy"))).getMessage().contains("a.recipe.json"));
    Path other = Files.writeString(folder.resolve("a.txt"), "x");
    assertThrows(FormatException.class, () -> Recipes.of(other));
  }

  @Test
  void onlyWhatChangesTheSamplesIsADifference() {
    assertNull(Recipes.difference(SomeRecipe.with(), SomeRecipe.with().with(Seeds.of(9))));
    assertNull(Recipes.difference(SomeRecipe.with(),
        SomeRecipe.with("backend", "opencl", "network.file", "x", "network.provider", "cuda", "network.runtime", "onnx 2")));
    assertNull(Recipes.difference(SomeRecipe.with(), SomeRecipe.with("model", "copy/of/unet.onnx")), "the same network by hash");
    assertNull(Recipes.difference(SomeRecipe.with("target", "data:a.npy", "target.sha256", "ef56"),
        SomeRecipe.with("target", "data:b.npy", "target.sha256", "ef56")), "the same data by hash");
    assertEquals("target was data:a.npy, is data:b.npy; target.sha256 was ef56, is 7890",
        Recipes.difference(SomeRecipe.with("target", "data:a.npy", "target.sha256", "ef56"),
            SomeRecipe.with("target", "data:b.npy", "target.sha256", "7890")));
    assertEquals("model was unet.onnx, is other.onnx; network.sha256 was ab12, is cd34",
        Recipes.difference(SomeRecipe.with(), SomeRecipe.with("model", "other.onnx", "network.sha256", "cd34")));
    assertEquals("guidance was not given, is cfg:scale=2; steps was 10, is 20",
        Recipes.difference(SomeRecipe.with(), SomeRecipe.with("steps", "20", "guidance", "cfg:scale=2")));
  }
}
