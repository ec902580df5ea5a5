package org.counterflow.formats.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.SomeRecipe;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final Raster PICTURE = Raster.of(2, 2, 1, new byte[] {1, 2, 3, 4});
  private static final Recipe RECIPE = SomeRecipe.with().with(Seeds.of(5, 3, 103, 3, -1));
  @TempDir Path folder;

  @Test
  void aPictureIsNamedByItsSeedAndHoldsARecipeForItAlone() throws Exception {
    var out = ImageFolder.at(folder.resolve("out"));
    assertEquals(folder.resolve("out/103.png"), out.write(103, PICTURE, RECIPE));
    assertEquals(PICTURE, PngCodec.read(out.file(103)));
    assertEquals(RECIPE.with(Seeds.of(103)), Recipes.inPng(out.file(103)));
    try (var files = Files.list(out.path())) {
      assertEquals(1, files.count(), "nothing else is left");
    }
  }

  @Test
  void aRunGoesOnWithWhatIsMissingOrDamaged() throws Exception {
    var out = ImageFolder.at(folder);
    assertArrayEquals(new long[] {5, 3, 103, -1}, out.missing(RECIPE), "in the recipe's order, each once");
    for (long seed : new long[] {3, 5, -1}) out.write(seed, PICTURE, RECIPE);
    assertArrayEquals(new long[] {103}, out.missing(RECIPE));
    byte[] b = Files.readAllBytes(out.file(5));
    Files.write(out.file(5), Arrays.copyOf(b, b.length - 1));
    Files.writeString(folder.resolve(".103.png.12ab.part"), "left by a run that was killed");
    assertArrayEquals(new long[] {5, 103}, ImageFolder.at(folder).missing(RECIPE));
    out.write(5, PICTURE, RECIPE);
    assertArrayEquals(new long[] {103}, out.missing(SomeRecipe.with("backend", "opencl").with(RECIPE.seeds())),
        "on another backend too");
  }

  @Test
  void anotherRunsPicturesAreNeitherTakenNorOverwritten() {
    var out = ImageFolder.at(folder);
    out.write(3, PICTURE, RECIPE);
    var e = assertThrows(FormatException.class, () -> out.missing(SomeRecipe.with("steps", "20").with(RECIPE.seeds())));
    String message = e.getMessage();
    assertTrue(message.contains("3.png: is another run's picture: steps was 10, is 20. Remedy: choose another folder"), message);
    PngCodec.write(PICTURE, out.file(5), Map.of());
    assertThrows(FormatException.class, () -> out.missing(RECIPE));
  }

  @Test
  void whatIsNoPictureOfThisRunIsKept() throws Exception {
    var out = ImageFolder.at(folder);
    out.write(5, PICTURE, RECIPE);
    byte[] good = Files.readAllBytes(out.file(5));
    byte[] beforeItsRecipe = Arrays.copyOf(good, 60), jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F'};
    for (byte[] foreign : new byte[][] {jpeg, "a text".getBytes(), new byte[good.length], beforeItsRecipe}) {
      Files.write(out.file(5), foreign);
      String message = assertThrows(FormatException.class, () -> out.missing(RECIPE)).getMessage();
      assertTrue(message.contains("5.png: is not known to be a picture of this run: it is ") && message.endsWith("or remove it"), message);
      assertArrayEquals(foreign, Files.readAllBytes(out.file(5)));
    }
    Files.createDirectories(out.file(3));
    assertThrows(FormatException.class, () -> out.missing(RECIPE.with(Seeds.of(3))));
    Files.write(out.file(5), new byte[0]);
    assertArrayEquals(new long[] {5}, out.missing(RECIPE.with(Seeds.of(5))), "an empty file holds nothing to lose");
  }

  @Test
  void aDamagedPictureOfAnotherRunIsKept() throws Exception {
    var out = ImageFolder.at(folder);
    out.write(3, PICTURE, RECIPE);
    byte[] b = Files.readAllBytes(out.file(3));
    Files.write(out.file(3), Arrays.copyOf(b, b.length - 1));
    Recipe other = SomeRecipe.with("steps", "20").with(RECIPE.seeds());
    assertTrue(assertThrows(FormatException.class, () -> out.missing(other)).getMessage().contains("is another run's picture"));
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("x"), "");
    assertThrows(FormatException.class, () -> ImageFolder.at(file));
    assertThrows(FormatException.class, () -> ImageFolder.at(folder.resolve("no/such")));
  }
}
