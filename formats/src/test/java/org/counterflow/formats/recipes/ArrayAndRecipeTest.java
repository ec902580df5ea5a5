package org.counterflow.formats.recipes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.counterflow.api.Recipe;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.SomeRecipe;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyType;
import org.counterflow.formats.arrays.NpyWriter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An array and the recipe beside it are two files, and one is never taken for another's. */
class ArrayAndRecipeTest {
  private static final Recipe OLD = SomeRecipe.with("steps", "10"), NEW = SomeRecipe.with("steps", "20");

  @TempDir Path folder;
  private Path array;
  private Path recipe;

  @BeforeEach
  void name() {
    array = folder.resolve("x.npy");
    recipe = folder.resolve("x.recipe.json");
  }

  private void write(Recipe r, double... values) {
    try (var w = NpyWriter.open(array, NpyType.FLOAT64, values.length)) {
      w.write(values);
      w.commit(r);
    }
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void bothAreReplaced() throws IOException {
    write(OLD, 1);
    assertEquals(OLD, Recipes.beside(array));
    write(NEW, 2, 3);
    assertEquals(NEW, Recipes.beside(array));
    assertArrayEquals(new double[] {2, 3}, Npy.read(array).values());
    assertEquals(List.of("x.npy", "x.recipe.json"), names());
  }

  /** As where the disk is full when the second is written. */
  @Test
  void whereTheRecipeCannotBeWrittenTheOldArrayStays() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full here");
    write(OLD, 1);
    Files.delete(recipe);
    Files.createSymbolicLink(recipe, full);
    assertThrows(FormatException.class, () -> write(NEW, 2, 3));
    assertArrayEquals(new double[] {1}, Npy.read(array).values());
    assertEquals(List.of("x.npy", "x.recipe.json"), names());
  }

  /** As where the program is killed between the two, in either order. */
  @Test
  void aRecipeOfAnotherArrayIsRefused() throws IOException {
    write(OLD, 1);
    Path oldArray = Files.copy(array, folder.resolve("old.npy")), oldRecipe = Files.copy(recipe, folder.resolve("old.json"));
    write(NEW, 2);
    Path newRecipe = Files.copy(recipe, folder.resolve("new.json"));
    Files.copy(oldRecipe, recipe, StandardCopyOption.REPLACE_EXISTING);
    refused();
    Files.copy(oldArray, array, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(OLD, Recipes.beside(array));
    Files.copy(newRecipe, recipe, StandardCopyOption.REPLACE_EXISTING);
    refused();
    assertEquals(NEW, Recipes.of(recipe), "the recipe itself may be followed");
    Files.delete(array);
    assertEquals(NEW, Recipes.beside(array), "and where there is no array");
  }

  private void refused() {
    String message = assertThrows(FormatException.class, () -> Recipes.beside(array)).getMessage();
    assertTrue(message.startsWith(recipe + ": is not the recipe of " + array + ", which was changed or belongs to another run: its sha256 is "),
        message);
  }

  @Test
  void theRecipeComesFirst() throws IOException {
    try (var w = NpyWriter.open(array, NpyType.FLOAT64, 1)) {
      w.write(2.0);
      Files.createDirectories(array.resolve("in the way"));
      assertThrows(FormatException.class, () -> w.commit(NEW));
    }
    assertEquals(NEW, Recipes.of(recipe));
    assertEquals(List.of("x.npy", "x.recipe.json"), names());
  }

  @Test
  void aRecipeWithoutAHashIsTakenAsItIs() throws IOException {
    write(OLD, 1);
    Files.writeString(recipe, Recipes.toJson(NEW));
    assertEquals(NEW, Recipes.beside(array));
    Files.writeString(recipe, Recipes.toJson(NEW).replace("{\"format\"", "{\"array\":7,\"format\""));
    assertThrows(FormatException.class, () -> Recipes.beside(array));
  }

  @Test
  void whatAPersonKeepsUnderItsNameIsNotReplaceable() throws IOException {
    assertTrue(Recipes.isReplaceable(array), "nothing is there");
    write(OLD, 1);
    assertTrue(Recipes.isReplaceable(array));
    Files.delete(array);
    assertTrue(Recipes.isReplaceable(array), "left by a run that was killed");
    Files.writeString(recipe, Recipes.toJson(OLD));
    assertFalse(Recipes.isReplaceable(array), "a recipe by itself");
    Files.writeString(array, "");
    assertTrue(Recipes.isReplaceable(array), "an earlier version's");
    for (String other : new String[] {"{\"name\": \"soup\"}", "", "[1]"}) {
      Files.writeString(recipe, other);
      assertFalse(Recipes.isReplaceable(array), other);
    }
  }
}
