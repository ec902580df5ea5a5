package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sample} of targets, which need no network. */
class TargetTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"two-moons, 640 x 640 RGB", "mixture, 640 x 400 RGB"})
  void pictureIsAPlotWithItsRecipe(String target, String size) {
    Child.in(folder).run("sample", "--target", target, "--out", "a.png").good();
    assertEquals(size, PngCodec.read(folder.resolve("a.png")).toString());
    assertEquals(target, Recipes.of(folder.resolve("a.png")).find("target"));
    assertEquals(1000, Recipes.of(folder.resolve("a.png")).seeds().count());
    Child.in(folder).run("sample", "--again", "a.png", "--out", "b.png").good();
    assertArrayEquals(Child.bytes(folder.resolve("a.png")), Child.bytes(folder.resolve("b.png")));
  }

  @Test
  void jsonNeedsNoNetwork() {
    Map<String, Object> m = Child.in(folder).run("sample", "--target", "gaussian:mean=2,deviation=0.5", "--schedule", "vp", "--count",
        "4000", "--out", "x.npy", "--json").good().json();
    assertEquals(0.0, m.get("networkSeconds"));
    assertEquals(40.0, m.get("evaluations"));
    assertEquals("trailing", ((Map<?, ?>) ((Map<?, ?>) m.get("recipe")).get("settings")).get("grid"));
    double[] x = Npy.read(folder.resolve("x.npy")).values();
    double mean = java.util.Arrays.stream(x).average().orElseThrow();
    double deviation = Math.sqrt(java.util.Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    // Four standard errors, and the solver's own error.
    assertEquals(2, mean, 0.03);
    assertEquals(0.5, deviation, 0.03);
  }

  @Test
  void dataIsKnownAgain() throws Exception {
    Path points = folder.resolve("points.npy"), other = Files.createDirectory(folder.resolve("other"));
    Npy.write(new double[] {-1, 0, 1, 2, 3, 4}, points, 3, 2);
    Child child = Child.in(folder);
    child.run("sample", "--target", "data:points.npy", "--count", "20", "--out", "other/a.npy").good();
    Path moved = Files.move(points, other.resolve("points.npy"));
    Child.Ended same = child.run("sample", "--again", "other/a.npy", "--out", "b.npy").good();
    assertEquals(List.of(), same.errors());
    assertEquals("data:other/points.npy", Recipes.of(folder.resolve("b.npy")).find("target"));
    SameBits.all(other.resolve("a.npy"), folder.resolve("b.npy"));
    Npy.write(new double[] {5, 6}, moved, 1, 2);
    Child.Ended none = child.run("sample", "--again", "other/a.npy", "--out", "c.npy");
    assertAll(() -> assertEquals(1, none.status()), () -> assertTrue(none.err().contains("points.npy: there is no such file"), none.err()));
    Child.Ended changed = child.run("sample", "--again", "b.npy", "--out", "c.npy").good();
    assertEquals(1, changed.errors().size(), changed.err());
    assertTrue(changed.err().contains("warning: data:other/points.npy is not the file that the recipe was made with"), changed.err());
  }

  @Test
  void dataIsATarget() {
    Npy.write(new double[] {-1, 0, 1, 2, 3, 4}, folder.resolve("points.npy"), 3, 2);
    Child.in(folder).run("sample", "--target", "data:points.npy", "--count", "20", "--out", "x.npy").good();
    double[] x = Npy.read(folder.resolve("x.npy")).values();
    // Without noise left, a data set gives its own points.
    for (int i = 0; i < x.length; i += 2) assertTrue(Math.abs(x[i] - 2 * Math.rint((x[i] - 1) / 2) - 1) < 1e-3
        && Math.abs(x[i] + 1 - x[i + 1]) < 1e-3, x[i] + " " + x[i + 1]);
  }
}
