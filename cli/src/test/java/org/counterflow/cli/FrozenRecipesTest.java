package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that an earlier version wrote are read and draw what they drew; see the README beside them. */
class FrozenRecipesTest {
  /** A network's last digits depend on the type of CPU; through a few steps they grow to less than this. */
  private static final double LAST_DIGITS = 1e-4;

  @TempDir
  Path folder;

  private Path kept(String name) throws IOException {
    return Files.write(folder.resolve(name), FrozenFiles.read(name));
  }

  private NpyArray again(String recipe) throws IOException {
    kept(recipe);
    assertEquals(List.of(), Child.in(folder).run("sample", "--again", recipe, "--out", "again.npy").good().errors());
    return Npy.read(folder.resolve("again.npy"));
  }

  private void write(String name, String... args) throws IOException {
    Child.in(folder).run(args).good();
    FrozenFiles.write(name, Files.readAllBytes(folder.resolve(name)));
  }

  @Test
  void besideAnArrayOfATarget() throws IOException {
    if (FrozenFiles.writing("recipes")) {
      write("moons.npy", "sample", "--target", "two-moons", "--solver", "ancestral(heun):eta=0.5", "--grid", "karras:rho=5", "--steps", "9",
          "--schedule", "edm:sigma-max=60", "--seeds", "3,11", "--out", "moons.npy");
      FrozenFiles.write("moons.recipe.json", Files.readAllBytes(folder.resolve("moons.recipe.json")));
    }
    again("moons.recipe.json");
    SameBits.all(kept("moons.npy"), folder.resolve("again.npy"));
  }

  @Test
  void insideAPictureOfTheBundledNetwork() throws IOException {
    String[] args = {"sample", "--solver", "unipc", "--steps", "4", "--guidance", "2", "--seeds", "3,8", "--micro-batch", "2", "--out", ""};
    for (String name : FrozenFiles.writing("recipes") ? List.of("garments.png", "garments.npy") : List.<String>of()) {
      args[args.length - 1] = name;
      write(name, args);
    }
    NpyArray now = again("garments.png"), was = Npy.read(kept("garments.npy"));
    assertArrayEquals(was.shape(), now.shape());
    assertArrayEquals(was.values(), now.values(), LAST_DIGITS);
    // Garments, not a constant: dark somewhere and bright somewhere.
    for (int row = 0; row < 2; row++) {
      double[] x = Arrays.copyOfRange(now.values(), row * 784, (row + 1) * 784);
      assertTrue(Arrays.stream(x).min().orElseThrow() < -0.9 && Arrays.stream(x).max().orElseThrow() > 0.3);
    }
  }
}
