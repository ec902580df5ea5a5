package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.Npy;
import org.counterflow.formats.Recipes;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose file says nothing of itself: the bundled one without its metadata. */
class UndescribedTest {
  @TempDir
  Path folder;

  @BeforeEach
  void strip() {
    Described.as(Map.of(), folder.resolve("bare.onnx"));
  }

  @Test
  void isDrawnWithWhatIsGiven() {
    Child.in(folder).run("sample", "--model", "bare.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--class",
        "3", "--steps", "3",
        "--count", "2", "--out", "a.npy").good();
    Child.in(folder).run("sample", "--class", "3", "--steps", "3", "--count", "2", "--out", "b.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
    Recipe r = Recipes.of(folder.resolve("a.npy"));
    assertAll(() -> assertEquals("epsilon", r.find("prediction")), () -> assertEquals("step", r.find("time")),
        () -> assertEquals("bare.onnx", r.find("model")));
    Child.in(folder).run("sample", "--again", "a.npy", "--out", "c.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("c.npy"));
    // The recipe's network is not this one, so nothing of it is taken over.
    Child.in(folder).run("sample", "--again", "a.npy", "--model", "fashion-mnist", "--out", "d.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("d.npy"));
  }

  /** A program along another process than the network's: its recipe says both. */
  @Test
  void whatAProgramDrewIsDrawnAgain() {
    Path bare = folder.resolve("bare.onnx"), drawn = folder.resolve("program.npy");
    Backends all = Backends.installed();
    try (var network = all.open(bare, null, Options.defaults()); var backend = all.open("java", Options.defaults())) {
      var score = ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.STEP, Schedules.linear(1e-4, 0.02, 1000));
      Sampler s = Sampler.of(score).on(backend).along(Schedules.edm()).solver(Solvers.ddim()).grid(Grids.karras(7)).steps(3);
      try (Samples two = s.sample(Shape.of(1, 28, 28), Seeds.range(4, 6), Conditions.classes(3, 8))) {
        Npy.write(two, drawn);
        Recipes.writeBeside(two.recipe(), drawn);
      }
    }
    Child.in(folder).run("sample", "--again", "program.npy", "--model", "bare.onnx", "--out", "again.npy").good();
    SameBits.all(drawn, folder.resolve("again.npy"));
    Child.Ended e = Child.in(folder).run("sample", "--again", "program.npy", "--out", "again.npy");
    assertAll(() -> assertEquals(2, e.status()), () -> assertTrue(e.err().contains("give --model or --target"), e.err()));
  }

  @Test
  void withoutItTheOptionIsNamed() {
    Child.Ended e = Child.in(folder).run("sample", "--model", "bare.onnx", "--prediction", "epsilon");
    assertAll(() -> assertEquals(2, e.status()),
        () -> assertTrue(e.err().contains("does not say its schedule and time; give --schedule (linear, scaled-linear,"), e.err()),
        () -> assertTrue(e.err().contains("), --time (step, "), e.err()));
  }
}
