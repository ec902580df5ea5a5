package org.counterflow.formats.internal.targets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.Members;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTargetsTest {
  private static final double[] DATA = {-1, 0, 1, 0.5, 0.25, -0.5, 0, 0, 0.75, -1, -1, 1};
  @TempDir Path folder;

  private static Catalogue catalogue() {
    return Catalogue.of(List.of(new DataTargets(Members.Exploding::new)));
  }

  @Test
  void textNamesAFile() {
    for (Path file : List.of(Path.of("a.npy"), Path.of("/x/set:1,a(b).npy"))) {
      assertEquals(file, DataTargets.file(DataTargets.text(file)));
      assertEquals(file, DataTargets.file(" data:file=" + file));
    }
    for (String other : List.of("two-moons", "data", "data:", "gaussian:mean=2")) assertNull(DataTargets.file(other));
  }

  @Test
  void theShapeIsTheArraysWithoutItsFirstDimension() {
    Path file = folder.resolve("set:1,a(b).npy");
    Npy.write(DATA, file, 3, 1, 2, 2);
    Target t = catalogue().find(Kind.TARGET, "data:" + file);
    assertEquals("data:" + file, t.toString());
    assertEquals(Shape.of(1, 2, 2), t.shape());
    assertEquals(t.shape(), t.score().shape());
    assertTrue(((MixtureTarget) t).mixture().isData());
    assertArrayEquals(DATA, ((MixtureTarget) t).mixture().means());
  }

  @Test
  void aSamplerDrawsMembersOfTheDataSet() {
    Path file = folder.resolve("a.npy");
    Npy.write(DATA, file, 6, 2);
    Target t = catalogue().find(Kind.TARGET, "data:" + file);
    Path out = folder.resolve("out.npy");
    try (var samples = Members.draw(t.score(), 32)) {
      Npy.write(samples, out);
      assertEquals(samples.recipe(), Recipes.of(out), "beside it");
      NpyArray a = Npy.read(out);
      assertArrayEquals(new int[] {32, 2}, a.shape());
      assertArrayEquals(samples.toDoubles(), a.values());
      int members = 0;
      for (int i = 0; i < 32; i++) {
        for (int k = 0; k < 6; k++)
          if (Math.hypot(a.values()[2 * i] - DATA[2 * k], a.values()[2 * i + 1] - DATA[2 * k + 1]) < 1e-5) members++;
      }
      assertEquals(32, members);
    }
  }

  @Test
  void theTargetIsInstalledWithTheModule() {
    var listed = Catalogue.installed().list(Kind.TARGET).stream().filter(l -> l.entry().id().equals("data")).toList();
    assertEquals(1, listed.size());
    assertTrue(listed.getFirst().module().contains("org.counterflow.formats"));
    assertEquals(List.of("file"), listed.getFirst().entry().parameters().stream().map(p -> p.name()).toList());
  }

  @Test
  void withoutSchedulesTheMessageSaysWhoHasThem() {
    Path file = folder.resolve("a.npy");
    Npy.write(DATA, file, 6, 2);
    var installed = Catalogue.installed();
    if (!installed.list(Kind.SCHEDULE).isEmpty()) return;
    String message = assertThrows(IllegalArgumentException.class, () -> installed.find(Kind.TARGET, "data:" + file)).getMessage();
    assertTrue(message.contains("org.counterflow.solvers"), message);
  }

  @Test
  void emptyOrInfiniteDataIsRefused() {
    Path file = folder.resolve("a.npy");
    Npy.write(new double[0], file, 0, 2);
    assertThrows(FormatException.class, () -> catalogue().find(Kind.TARGET, "data:" + file));
    Npy.write(new double[] {1, 2, 3, Double.NaN}, file, 2, 2);
    String message = assertThrows(FormatException.class, () -> catalogue().find(Kind.TARGET, "data:" + file)).getMessage();
    assertTrue(message.contains("NaN in sample 1"), message);
    Npy.write(new double[] {1}, file);
    assertThrows(FormatException.class, () -> catalogue().find(Kind.TARGET, "data:" + file));
    assertThrows(FormatException.class, () -> catalogue().find(Kind.TARGET, "data:" + folder.resolve("no.npy")));
    String missing = assertThrows(IllegalArgumentException.class, () -> catalogue().find(Kind.TARGET, "data")).getMessage();
    assertTrue(missing.contains("needs file"), missing);
  }
}
