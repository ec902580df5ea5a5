package org.counterflow.cli.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.pictures.Png;
import org.counterflow.formats.pictures.SamplePicture;
import org.counterflow.formats.recipes.Recipes;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
  @TempDir
  Path folder;

  @Test
  void endingsDecide() throws IOException {
    assertInstanceOf(PictureFile.class, Destination.of("a.png"));
    assertInstanceOf(PictureFile.class, Destination.of("A.PNG"));
    assertInstanceOf(ArrayFile.class, Destination.of("a.npy"));
    assertInstanceOf(PictureFolder.class, Destination.of("a/"));
    assertInstanceOf(PictureFolder.class, Destination.of("a.png/"));
    assertInstanceOf(PictureFolder.class, Destination.of("pictures"));
    assertInstanceOf(PictureFolder.class, Destination.of(Files.createDirectory(folder.resolve("x.npy")).toString()));
    assertInstanceOf(PictureFolder.class, Destination.of("./-"));
    for (String none : List.of("a.jpeg", "", " ", "-")) assertThrows(IllegalArgumentException.class, () -> Destination.of(none));
  }

  @Test
  void checkingLeavesNothing() throws IOException {
    for (String name : List.of("a.png", "a.npy", "pictures/")) Destination.of(folder + "/" + name).check();
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(), all.toList());
    }
    assertThrows(FormatException.class, () -> Destination.of(folder + "/none/a.png").check());
  }

  @Test
  void shapesThatCannotBeShown() {
    Destination.of("a.png").check(Shape.of(2), 1_000_000);
    Destination.of("a.png").check(Shape.of(3, 8, 8), 40);
    Destination.of("a.npy").check(Shape.of(7, 7, 7, 7), 1_000_000);
    assertThrows(IllegalArgumentException.class, () -> Destination.of("a.png").check(Shape.of(3), 1));
    assertThrows(IllegalArgumentException.class, () -> Destination.of("a/").check(Shape.of(2), 1));
    assertThrows(IllegalArgumentException.class, () -> Destination.of("a.png").check(Shape.of(1, 28, 28), 100_000));
    Destination.of("a/").check(Shape.of(1, 28, 28), 100_000);
  }

  @Test
  void arrayIsWrittenInParts() {
    Path whole = folder.resolve("whole.npy"), parts = folder.resolve("parts.npy"), stopped = folder.resolve("stopped.npy");
    Catalogue catalogue = Catalogue.installed();
    Target target = catalogue.find(Kind.TARGET, "two-moons");
    try (Backend backend = Backends.installed().open("java", Options.defaults()); var to = Destination.of(parts.toString());
        Samples all = draw(target, backend, 0, 7); Samples first = draw(target, backend, 0, 5);
        Samples rest = draw(target, backend, 5, 7)) {
      Npy.write(all, whole);
      Recipe recipe = all.recipe();
      to.write(batch(first, recipe));
      assertTrue(Files.notExists(parts));
      to.write(batch(rest, recipe));
      assertArrayEquals(Npy.read(whole).values(), Npy.read(parts).values());
      assertArrayEquals(new int[] {7, 2}, Npy.read(parts).shape());
      assertEquals(recipe, Recipes.beside(parts));
      try (var gone = Destination.of(stopped.toString())) {
        gone.write(batch(first, recipe));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of("parts.npy", "parts.recipe.json", "whole.npy", "whole.recipe.json"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // A quarter of a gigabyte at a time, but one sample at least.
    assertEquals(64, Destination.of("a.npy").atOnce(1 << 20));
    assertEquals(1, Destination.of("a.npy").atOnce(1 << 30));
  }

  @Test
  void aPictureIsTheOneThatProgramsWrite() throws IOException {
    Npy.write(new double[] {-1, 0, 0.5, 1, 1, 0, 0, -1}, folder.resolve("images.npy"), 2, 1, 2, 2);
    for (String text : List.of("two-moons", "mixture", "data:" + folder.resolve("images.npy"))) {
      Target target = Catalogue.installed().find(Kind.TARGET, text);
      Path mine = folder.resolve("mine.png"), theirs = folder.resolve("theirs.png");
      try (Backend backend = Backends.installed().open("java", Options.defaults()); Samples s = draw(target, backend, 0, 7);
          var to = Destination.of(mine.toString())) {
        to.write(new SampleBatch(s, List.of(s.recipe()), SamplePicture.of(s.recipe()), i -> "seed " + i));
        Png.write(s, theirs);
      }
      assertArrayEquals(Files.readAllBytes(theirs), Files.readAllBytes(mine), text);
    }
  }

  private static Samples draw(Target target, Backend backend, int from, int to) {
    return Sampler.of(target.score()).on(backend).solver(Solvers.ddim()).grid(Grids.trailing()).steps(3)
        .sample(target.shape(), Seeds.range(from, to));
  }

  private static SampleBatch batch(Samples s, Recipe recipe) {
    return new SampleBatch(s, List.of(recipe), SamplePicture.of(recipe), i -> "");
  }

  @Test
  void filesOfAFolderAreNamedByTheirSeeds() {
    assertEquals(List.of(folder.resolve("7.png"), folder.resolve("9.png")), Destination.of(folder + "/").files(Seeds.of(7, 9)));
  }
}
