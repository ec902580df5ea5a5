package org.counterflow.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
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
    assertThrows(IllegalArgumentException.class, () -> Destination.of("a.jpeg"));
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
  void filesOfAFolderAreNamedByTheirSeeds() {
    assertEquals(List.of(folder.resolve("7.png"), folder.resolve("9.png")), Destination.of(folder + "/").files(Seeds.of(7, 9)));
  }
}
