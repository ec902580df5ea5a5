package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.Recipe;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged saved runs: each is refused by one error of a type that is documented, or goes on to the bits of the whole run. */
@Tag("full")
class RunsFuzzTest {
  private Backend backend;
  private final List<Saved> seeds = new ArrayList<>();

  /** A run in the middle. */
  private record Saved(Recipe recipe, byte[] bytes, double[] end) {}

  @BeforeEach
  void save() throws IOException {
    backend = Backends.installed().open("java", Options.defaults());
    for (String text : Small.RECIPES) {
      Recipe r = Recipes.fromJson(text, "here");
      for (int steps : new int[] {0, 3, 6}) {
        try (Run run = start(r)) {
          for (int i = 0; i < steps; i++) run.advance();
          var to = new ByteArrayOutputStream();
          run.save(to);
          seeds.add(new Saved(r, to.toByteArray(), Small.drawn(r, backend)));
        }
      }
    }
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private Run start(Recipe r) {
    return Sampler.of(r).on(backend).start(r.seeds(), Conditions.NONE);
  }

  private double[] resumed(Saved s, byte[] bytes) throws IOException {
    try (Run run = start(s.recipe).load(new ByteArrayInputStream(bytes)); Samples some = run.finish()) {
      assertEquals(s.recipe.seeds().count(), some.count());
      return some.toDoubles();
    }
  }

  @Test
  void savedRuns() {
    List<byte[]> others = seeds.stream().map(Saved::bytes).toList();
    new Fuzz("saved run", List.of(IOException.class, IllegalArgumentException.class)).run(800, number -> {
      var m = new Mutations(number);
      Saved s = m.one(seeds);
      assertArrayEquals(s.end, resumed(s, m.of(s.bytes, others)), "what is accepted is whole");
      return "resumed";
    });
  }

  @Test
  void savedRunsWhoseChecksumsFit() {
    new Fuzz("saved run with checksums", List.of(IOException.class, IllegalArgumentException.class, IllegalStateException.class, NotFiniteException.class)).run(1200, number -> {
          var m = new Mutations(number);
          Saved s = m.one(seeds);
          for (double v : resumed(s, Checksums.run(s.bytes, m))) assertTrue(Double.isFinite(v));
          return "resumed";
        });
  }

  @Test
  void whatIsDamagedIsWhole() throws IOException {
    for (Saved s : seeds) assertArrayEquals(s.end, resumed(s, s.bytes));
  }
}
