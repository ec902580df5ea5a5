package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.DeadlineException;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Schedules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models: each is refused by one error of a type that is documented, or is a network that draws finite samples or says why not. */
@Tag("full")
class ModelsFuzzTest {
  private static final Path CASES = Path.of("src/test/resources/cases");
  private static final int MOST_ELEMENTS = 1 << 10;

  @TempDir
  Path folder;

  private static List<byte[]> cases() throws IOException {
    var all = new ArrayList<byte[]>();
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path p : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) all.add(Files.readAllBytes(p));
    }
    return all;
  }

  @Test
  void models() throws IOException {
    List<byte[]> seeds = cases();
    Backends installed = Backends.installed();
    try (Backend backend = installed.open("java", Options.defaults())) {
      new Fuzz("model", List.of(NetworkException.class, IllegalArgumentException.class, NotFiniteException.class, DeadlineException.class))
          .run(1000, number -> {
            var m = new Mutations(number);
            Path file = Files.write(folder.resolve("m.onnx"), m.of(m.one(seeds), seeds));
            try (Network n = installed.open(file, null, Options.defaults().threads(1))) {
              return drawn(filled(n), backend);
            }
          });
    }
  }

  /** Whatever it takes beside state and time is given 0. */
  private static ScoreNetwork filled(Network n) {
    ScoreNetwork score = ScoreNetwork.of(n);
    Map<String, String> said = new HashMap<>();
    for (String c : score.conditions()) said.put("input." + c, "0");
    return said.isEmpty() ? score : ScoreNetwork.of(n, said);
  }

  private static String drawn(ScoreNetwork n, Backend backend) {
    Shape shape = n.shape();
    if (shape == null || shape.elements() > MOST_ELEMENTS) return "opened";
    ScoreFunction f = ScoreFunction.of(n, Prediction.VELOCITY, TimeLabel.UNIT, Schedules.vp());
    Sampler s = Sampler.of(f).on(backend).steps(2).microBatch(1).deadline(Duration.ofSeconds(10));
    try (Samples some = s.sample(shape, Seeds.range(0, 2))) {
      assertEquals(2 * shape.elements(), some.toDoubles().length);
      for (double v : some.toDoubles()) assertTrue(Double.isFinite(v));
    }
    return "drawn";
  }

  @Test
  void whatIsDamagedIsWhole() throws IOException {
    int drawn = 0;
    Backends installed = Backends.installed();
    try (Backend backend = installed.open("java", Options.defaults())) {
      for (byte[] seed : cases()) {
        try (Network n = installed.open(Files.write(folder.resolve("m.onnx"), seed), null, Options.defaults().threads(1))) {
          if (drawn(filled(n), backend).equals("drawn")) drawn++;
        } catch (NetworkException e) {
          // Some are there for what is said of them.
        }
      }
    }
    assertTrue(drawn >= 5, drawn + " are networks that draw");
  }
}
