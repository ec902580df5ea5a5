package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.formats.recipes.Recipes;
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

  @Test
  void withoutItTheOptionIsNamed() {
    Child.Ended e = Child.in(folder).run("sample", "--model", "bare.onnx", "--prediction", "epsilon");
    assertAll(() -> assertEquals(2, e.status()),
        () -> assertTrue(e.err().contains("does not say its schedule and time; give --schedule (linear, scaled-linear,"), e.err()),
        () -> assertTrue(e.err().contains("), --time (step, "), e.err()));
  }
}
