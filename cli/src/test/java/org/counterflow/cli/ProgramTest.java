package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Guidances;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program drew and wrote with its recipe, the command line draws again. */
class ProgramTest {
  @TempDir
  Path folder;

  private void drawnAgain(Path model, double guidance, Conditions conditions) {
    Path drawn = folder.resolve("program.npy");
    Backends all = Backends.installed();
    try (var network = all.open(model, null, Options.defaults()); var backend = all.open("java", Options.defaults())) {
      var score = ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.STEP, Schedules.linear(1e-4, 0.02, 1000));
      if (guidance != 1) score = score.guided(Guidances.classifierFree(guidance));
      // Along another process than the network's.
      Sampler s = Sampler.of(score).on(backend).along(Schedules.edm()).solver(Solvers.ddim()).grid(Grids.karras(7)).steps(3);
      try (Samples two = s.sample(Shape.of(1, 28, 28), Seeds.range(4, 6), conditions)) {
        Npy.write(two, drawn);
      }
    }
    Child.in(folder).run("sample", "--again", "program.npy", "--model", model.getFileName().toString(), "--out", "again.npy").good();
    SameBits.all(drawn, folder.resolve("again.npy"));
  }

  @Test
  void withANetworkThatSaysNothingOfItself() {
    drawnAgain(Described.as(Map.of(), folder.resolve("bare.onnx")), 1, Conditions.classes(3, 8));
    Child.Ended e = Child.in(folder).run("sample", "--again", "program.npy", "--out", "again.npy");
    assertAll(() -> assertEquals(2, e.status()), () -> assertTrue(e.err().contains("give --model or --target"), e.err()));
  }

  @Test
  void underGuidance() {
    drawnAgain(Described.but("title", "the same", folder.resolve("model.onnx")), 2, Conditions.classes(3, 8));
  }

  @Test
  void ofNoClass() {
    Path model = Described.but("title", "the same", folder.resolve("model.onnx"));
    drawnAgain(model, 1, Conditions.NONE);
    drawnAgain(model, 1, Conditions.classes(10));
    drawnAgain(model, 1, Conditions.classes(10, 2));
  }
}
