package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.counterflow.api.Backends;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.pictures.Png;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged arrays, pictures and recipes: each is refused by one error of a type that is documented, or gives what is really there. The damage
 * is drawn from fixed seeds: the number in a message makes it again.
 */
@Tag("full")
class FilesFuzzTest {
  private static final int MOST_STEPS = 64;
  private static final int MOST_SAMPLES = 16;

  @TempDir
  Path folder;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void arrays() {
    List<byte[]> seeds = NpyBytes.all();
    new Fuzz("array", List.of(FormatException.class)).run(3000, number -> {
      var m = new Mutations(number);
      byte[] bytes = m.of(m.one(seeds), seeds);
      NpyBytes.assertRead(bytes, Npy.read(file("a.npy", bytes)));
      return "read";
    });
  }

  private static List<byte[]> drawn() {
    var all = new ArrayList<byte[]>();
    Recipe recipe = Recipes.fromJson(Small.RECIPES.getFirst(), "here");
    for (int[] size : new int[][] {{9, 8, 3}, {7, 5, 1}, {33, 40, 3}}) {
      var pixels = new byte[size[0] * size[1] * size[2]];
      new SplittableRandom(size[0]).nextBytes(pixels);
      for (int i = 0; i < pixels.length / 2; i++) pixels[i] = (byte) (i / size[0]);
      all.add(PngCodec.bytes(Raster.of(size[0], size[1], size[2], pixels), Recipes.texts(recipe), PngCodec.LEVEL));
    }
    return all;
  }

  /** Whatever is accepted is what was written, since each chunk has its checksum: a picture that begins as one may go on as another. */
  @Test
  void pictures() throws IOException {
    List<byte[]> seeds = drawn();
    Set<List<Double>> written = new HashSet<>();
    for (byte[] p : seeds) written.add(Arrays.stream(Png.read(file("whole.png", p)).toDoubles()).boxed().toList());
    new Fuzz("picture", List.of(FormatException.class)).run(1200, number -> {
      var m = new Mutations(number);
      Path damaged = file("p.png", m.of(m.one(seeds), seeds));
      if (number % 2 == 0) assertEquals(Small.RECIPES.getFirst(), Recipes.toJson(Recipes.inPng(damaged)));
      else assertTrue(written.contains(Arrays.stream(Png.read(damaged).toDoubles()).boxed().toList()), "nobody wrote this picture");
      return "read";
    });
  }

  @Test
  void picturesWhoseChecksumsFit() {
    List<byte[]> seeds = drawn();
    new Fuzz("picture with checksums", List.of(FormatException.class)).run(1200, number -> {
      var m = new Mutations(number);
      Path damaged = file("p.png", Checksums.chunk(m.one(seeds), m, seeds));
      if (number % 2 == 0) {
        Recipes.inPng(damaged);
      } else {
        Value v = Png.read(damaged, 0, 255);
        assertEquals(4, v.dimensions().rank());
        for (double p : v.toDoubles()) assertTrue(p == Math.rint(p) && p >= 0 && p <= 255, "a pixel is " + p);
      }
      return "read";
    });
  }

  /** A recipe that is read and made into a sampler draws finite samples, or says what it cannot do. */
  @Test
  void recipes() {
    List<byte[]> seeds = Small.RECIPES.stream().map(r -> r.getBytes(StandardCharsets.UTF_8)).toList();
    try (Backend backend = Backends.installed().open("java", Options.defaults())) {
      new Fuzz("recipe", List.of(IllegalArgumentException.class, IllegalStateException.class, NotFiniteException.class)).run(2000, number -> {
        var m = new Mutations(number);
        byte[] bytes = number % 2 == 0 ? m.of(m.one(seeds), seeds) : Small.reworded(m.one(Small.RECIPES), m).getBytes(StandardCharsets.UTF_8);
        Recipe r = Recipes.of(file("r.json", bytes));
        assertEquals(r, Recipes.fromJson(Recipes.toJson(r), "again"));
        Sampler s = Sampler.of(r).on(backend);
        if (s.steps() > MOST_STEPS || r.seeds().count() > MOST_SAMPLES || s.score().shape() == null
            || s.score().shape().elements() > MOST_STEPS) return "made";
        try (Samples some = s.sample(r.seeds())) {
          assertEquals(r.seeds().count(), some.count());
          for (double v : some.toDoubles()) assertTrue(Double.isFinite(v));
          Recipe same = some.recipe();
          if (Recipes.difference(r, same) == null) assertArrayEquals(Small.drawn(same, backend), some.toDoubles());
        }
        return "drawn";
      });
    }
  }

  /** What the mutations begin with is itself read and drawn: else nothing would be tested. */
  @Test
  void whatIsDamagedIsWhole() throws IOException {
    for (byte[] a : NpyBytes.all()) NpyBytes.assertRead(a, Npy.read(file("a.npy", a)));
    for (byte[] p : drawn()) assertEquals(1, Png.read(file("p.png", p)).count());
    try (Backend backend = Backends.installed().open("java", Options.defaults())) {
      for (String r : Small.RECIPES) {
        double[] drawn = Small.drawn(Recipes.fromJson(r, "here"), backend);
        assertEquals(2 * 3, drawn.length, Shape.of(2).toString());
      }
    }
  }
}
