package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.Backends;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs saved in the middle by an earlier version: they are resumed to the recorded bits, or refused because their format is another. See
 * the README beside them.
 */
class FrozenRunsTest {
  private static final String TABLE = "runs.tsv";
  /** Magic, then the number of the format. */
  private static final int NUMBER_AT = 4;

  /** The saved runs: after how many steps, and what is to be drawn in which precision. */
  enum Saved {
    /** Several past estimates, and a corrected state with an evaluation of its own. */
    MULTISTEP(5, Precision.F32) {
      @Override
      Sampler sampler() {
        return along("linear", moons(), "trailing").steps(9).solver(solver("unipc:order=3"));
      }
    },
    /** A Brownian path, past estimates and a rule's memory. */
    STOCHASTIC(4, Precision.F64) {
      @Override
      Sampler sampler() {
        return Sampler.of(moons().score().with(new FrozenParts.SlowClip())).along(CATALOGUE.find(Kind.SCHEDULE, "vp"))
            .grid(CATALOGUE.find(Kind.GRID, "trailing")).steps(8).solver(solver("ancestral(dpmpp-2m)")).brownianNoise();
      }
    },
    /** Samples at points of their own, each with errors, an estimate and a mean of its own. */
    ADAPTIVE(3, Precision.F32) {
      @Override
      Sampler sampler() {
        return along("vp", moons(), "log-snr")
            .solver(new Adaptive(new FrozenParts.Remembering(0.03), new FrozenParts.Control(), 3, 400));
      }
    };

    private static final Catalogue CATALOGUE = Catalogue.installed();
    private final int steps;
    private final Precision precision;

    Saved(int steps, Precision precision) {
      this.steps = steps;
      this.precision = precision;
    }

    abstract Sampler sampler();

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".run";
    }

    Backend open(String backend) {
      return Backends.installed().open(backend, Options.defaults().in(precision));
    }

    Run start(Backend b) {
      return sampler().on(b).start(moons().shape(), FrozenCases.FIVE, Conditions.NONE);
    }

    /** The run in the middle, as this version saves it. */
    byte[] save() throws IOException {
      var bytes = new ByteArrayOutputStream();
      try (Backend b = open("java"); Run r = start(b)) {
        for (int i = 0; i < steps; i++) assertTrue(r.advance());
        assertEquals(0, r.finished(), "the run is to be in the middle");
        r.save(bytes);
      }
      return bytes.toByteArray();
    }

    private static Target moons() {
      return CATALOGUE.find(Kind.TARGET, "two-moons");
    }

    private static Solver solver(String text) {
      return CATALOGUE.find(Kind.SOLVER, text);
    }

    private static Sampler along(String schedule, Target t, String grid) {
      return Sampler.of(t.score()).along(CATALOGUE.find(Kind.SCHEDULE, schedule)).grid(CATALOGUE.find(Kind.GRID, grid));
    }
  }

  private static String hash(Run r) {
    try (Samples s = r.finish()) {
      return FrozenCase.hash(s);
    }
  }

  private static int number(byte[] saved) {
    return ByteBuffer.wrap(saved).getInt(NUMBER_AT);
  }

  private static void write(Saved s) throws IOException {
    FrozenFiles.write(s.file(), s.save());
    var table = new StringBuilder();
    for (Saved each : Saved.values())
      try (Backend b = each.open("java")) {
        table.append(each.file()).append('\t').append(hash(each.start(b))).append('\n');
      }
    FrozenFiles.write(TABLE, table.toString());
  }

  /** Also where a rule or a solver keeps the very values of an evaluation: after a pause they are still the same to a sum. */
  @ParameterizedTest
  @EnumSource
  void isResumedAfterEveryStep(Saved s) throws IOException {
    String end = FrozenFiles.table(TABLE).get(s.file());
    try (Backend b = s.open("java"); Run paused = s.start(b)) {
      do {
        var bytes = new ByteArrayOutputStream();
        paused.save(bytes);
        try (Run resumed = s.start(b)) {
          assertEquals(end, hash(resumed.load(new ByteArrayInputStream(bytes.toByteArray()))), "after " + paused.report().evaluations());
        }
      } while (paused.advance());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isResumedOrRefusedByItsFormat(Saved s) throws IOException {
    if (FrozenFiles.writing("runs")) write(s);
    byte[] saved = FrozenFiles.read(s.file());
    int was = number(saved), is = number(s.save());
    String end = FrozenFiles.table(TABLE).get(s.file());
    for (String id : List.of("java", "cpu-vector"))
      try (Backend b = s.open(id); Run whole = s.start(b); Run resumed = s.start(b)) {
        assertEquals(end, hash(whole), id + ", not resumed");
        if (was == is) {
          resumed.load(new ByteArrayInputStream(saved));
          assertTrue(resumed.report().evaluations() > 0, "it does not begin anew");
          assertEquals(end, hash(resumed), id);
        } else {
          String said = assertThrows(IOException.class, () -> resumed.load(new ByteArrayInputStream(saved))).getMessage();
          List<String> numbers = Arrays.asList(said.split("\\D+"));
          assertTrue(numbers.contains(Integer.toString(was)) && numbers.contains(Integer.toString(is)), said);
        }
      }
  }
}
