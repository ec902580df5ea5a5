package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Normals of the caller's take the place of the seeds', wherever they are drawn. */
class NoiseSourceTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** The normals of the documented streams, one scope deep. */
  private record Own() implements NoiseSource {
    @Override
    public void fill(long seed, Draw d, double[] normals) {
      long stream = d.step() == Draw.START ? 0 : 1L << 56 | (long) d.step() << 24 | d.number();
      for (int i = 0; i < normals.length; i++) normals[i] = Normals.normal(seed, stream, i);
    }

    @Override
    public String toString() {
      return "own normals";
    }
  }

  /** Told apart by everything that a draw says. */
  private record Telling() implements NoiseSource {
    @Override
    public void fill(long seed, Draw d, double[] normals) {
      for (int i = 0; i < normals.length; i++)
        normals[i] = StrictMath.sin(1 + 3 * seed + 0.7 * d.step() + 0.3 * d.number() + 0.1 * d.evaluations() + 1.3 * i + d.from().sigma() - d.to().sigma());
    }
  }

  private Sampler fixed() {
    return Zoo.sampler(Worlds.bumps(), new SmallSolvers.TwoDraws(), Worlds.INSIDE).on(backend).steps(6);
  }

  private Sampler adaptive() {
    return Zoo.sampler(Worlds.bumps(), Zoo.adaptive(new SmallSolvers.NoisyPair(0.05)), Worlds.INSIDE).on(backend);
  }

  @Test
  void theSeedsOwnNormalsGiveTheSeedsOwnSamples() {
    try (Samples a = fixed().sample(Worlds.PAIR, Seeds.of(4, 9, 2)); Samples b = fixed().noise(new Own()).sample(Worlds.PAIR, Seeds.of(4, 9, 2))) {
      assertArrayEquals(a.toDoubles(), b.toDoubles());
      assertEquals("own normals", b.recipe().find("noise"));
    }
  }

  Stream<Sampler> both() {
    return Stream.of(fixed(), adaptive());
  }

  @Test
  void aSampleIsTheSameAloneAmongOthersAndAfterAPause() throws Exception {
    for (Sampler plain : both().toList()) {
      Sampler s = plain.noise(new Telling());
      double[] three;
      try (Samples all = s.sample(Worlds.PAIR, Seeds.of(4, 9, 2)); Samples one = s.sample(Worlds.PAIR, Seeds.of(9))) {
        three = all.toDoubles();
        assertArrayEquals(all.doubles(1), one.doubles(0));
      }
      try (Run run = s.start(Worlds.PAIR, Seeds.of(4, 9, 2), Conditions.NONE)) {
        run.advance();
        run.advance();
        var saved = new ByteArrayOutputStream();
        run.save(saved);
        try (Run again = s.start(Worlds.PAIR, Seeds.of(4, 9, 2), Conditions.NONE)) {
          again.load(new ByteArrayInputStream(saved.toByteArray()));
          try (Samples resumed = again.finish()) {
            assertArrayEquals(three, resumed.toDoubles());
          }
        }
      }
    }
  }

  @Test
  void aDrawSaysWhereItIs() {
    List<String> draws = Collections.synchronizedList(new ArrayList<>());
    fixed().steps(2).noise((seed, d, normals) -> draws.add(d.toString() + " " + (d.from().sigma() > d.to().sigma())))
        .sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(List.of("start, after 0 evaluations false", "step 0, draw 0, after 0 evaluations true", "step 0, draw 1, after 1 evaluations true",
        "step 1, draw 0, after 1 evaluations true", "step 1, draw 1, after 2 evaluations true"), draws);
  }
}
