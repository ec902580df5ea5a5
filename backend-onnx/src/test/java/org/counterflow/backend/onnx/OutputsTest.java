package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.Signature.Output;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  private static final double[] X = {1, 2, 3, 4};

  @TempDir Path folder;

  private OnnxNetwork open(OnnxModel model, String... options) {
    return OnnxNetwork.open(model.write(folder.resolve("model.onnx")), Fixture.options(options));
  }

  private static OnnxModel state() {
    return new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 2, 1);
  }

  @Test
  void furtherOutputsKeepTheirNames() {
    var model = state().output("out", OnnxModel.FLOAT, "batch", 2, 1).output("flat", OnnxModel.FLOAT, "batch", 2)
        .output("twice", OnnxModel.DOUBLE, "batch", 2, "?")
        .constant("two", new float[] {2}, 1).node("Neg", "out", "sample").node("Flatten", "flat", "sample")
        .node("Mul", "t", "sample", "two").node("Cast", "twice", "to", OnnxModel.DOUBLE, "t");
    try (var network = open(model)) {
      assertEquals(List.of(new Output("raw", Shape.of(2, 1), Precision.F32), new Output("flat", Shape.of(2), Precision.F32),
          new Output("twice", Shape.of(2, 1), Precision.F64)),
          network.signature().outputs());
      Map<String, double[]> y = Fixture.evaluate(network, X, new double[2], Conditions.NONE);
      assertArrayEquals(new double[] {-1, -2, -3, -4}, y.get("raw"));
      assertArrayEquals(X, y.get("flat"));
      assertArrayEquals(new double[] {2, 4, 6, 8}, y.get("twice"));
    }
  }

  @Test
  void onlyOutputsOfTheStatesShapeAreRaw() {
    var model = state().output("count", OnnxModel.INT64, 3).output("flat", OnnxModel.FLOAT, "batch", 2)
        .output("out", OnnxModel.FLOAT, "batch", 2, 1)
        .node("Shape", "count", "sample").node("Flatten", "flat", "sample").node("Neg", "out", "sample");
    try (var network = open(model)) {
      assertEquals(List.of("raw", "flat"), network.signature().outputs().stream().map(Output::name).toList());
      assertArrayEquals(new double[] {-1, -2, -3, -4}, Fixture.raw(network, X, new double[2], Conditions.NONE));
    }
  }

  @Test
  void outputsWithoutARowARowAreLeftOut() {
    var model = state().output("out", OnnxModel.FLOAT, "batch", 2, 1).output("table", OnnxModel.FLOAT, 3, 2)
        .constant("values", new float[6], 3, 2)
        .node("Neg", "out", "sample").node("Identity", "table", "values");
    try (var network = open(model)) {
      assertEquals(List.of("raw"), network.signature().outputs().stream().map(Output::name).toList());
    }
  }

  @Test
  void outputsThatAreNotAskedForAreLeftOut() {
    var model = state().output("out", OnnxModel.FLOAT, "batch", 2, 1).output("other", OnnxModel.FLOAT, "batch", 2, 1)
        .node("Neg", "out", "sample").node("Abs", "other", "sample");
    try (var network = open(model); var arena = Arena.ofConfined()) {
      var input = arena.allocateFrom(ValueLayout.JAVA_FLOAT, -1, 2);
      var output = arena.allocate(8, 64);
      network.evaluate(new Call(1, input, new double[1], Conditions.NONE, Map.of("other", output), new Cancellation()));
      assertArrayEquals(new float[] {1, 2}, output.toArray(ValueLayout.JAVA_FLOAT));
      for (var outputs : List.of(Map.of("variance", output), Map.of("raw", output, "variance", output), Map.<String, MemorySegment>of())) {
        var call = new Call(1, input, new double[1], Conditions.NONE, outputs, new Cancellation());
        assertTrue(assertThrows(NetworkException.class, () -> network.evaluate(call)).getMessage()
            .contains("ask for one or more of raw, other"));
      }
    }
  }

  /** out = (sample, 10 sample), along the channels. */
  private static OnnxModel doubled(Object channels) {
    return state().output("out", OnnxModel.FLOAT, "batch", channels, 1).constant("ten", new float[] {10}, 1)
        .node("Mul", "v", "sample", "ten")
        .node("Concat", "out", "axis", 1, "sample", "v");
  }

  @Test
  void twiceTheChannelsAreRawAndVariance() {
    try (var network = open(doubled(4))) {
      assertEquals(List.of(new Output("raw", Shape.of(2, 1), Precision.F32), new Output("variance", Shape.of(2, 1), Precision.F32)),
          network.signature().outputs());
      for (int i = 0; i < 3; i++) {
        Map<String, double[]> y = Fixture.evaluate(network, X, new double[2], Conditions.NONE);
        assertArrayEquals(X, y.get("raw"));
        assertArrayEquals(new double[] {10, 20, 30, 40}, y.get("variance"));
        assertArrayEquals(new double[] {5, 6}, Fixture.raw(network, new double[] {5, 6}, new double[1], Conditions.NONE));
      }
    }
  }

  @Test
  void splitNamesTheSecondHalfAndSpeaksForSymbolicChannels() {
    try (var network = open(doubled("channels"), "split", "spread")) {
      assertEquals(List.of("raw", "spread"), network.signature().outputs().stream().map(Output::name).toList());
      Map<String, double[]> y = Fixture.evaluate(network, X, new double[2], Conditions.NONE);
      assertArrayEquals(X, y.get("raw"));
      assertArrayEquals(new double[] {10, 20, 30, 40}, y.get("spread"));
    }
    var whole = state().output("out", OnnxModel.FLOAT, "batch", 2, 1).node("Neg", "out", "sample");
    var e = assertThrows(NetworkException.class, () -> open(whole, "split", "variance"));
    assertTrue(e.getMessage().contains("with its first dimension doubled, as split asks"), e.getMessage());
  }

  @Test
  void halvesOfAFixedBatchLandInTheirRows() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, 1, 2, 1).output("out", OnnxModel.FLOAT, 1, 4, 1)
        .constant("ten", new float[] {10}, 1)
        .node("Mul", "v", "sample", "ten").node("Concat", "out", "axis", 1, "sample", "v");
    try (var network = open(model)) {
      Map<String, double[]> y = Fixture.evaluate(network, X, new double[2], Conditions.NONE);
      assertArrayEquals(X, y.get("raw"));
      assertArrayEquals(new double[] {10, 20, 30, 40}, y.get("variance"));
      assertEquals(2, network.runs());
    }
  }

  @Test
  void namesMayNotClash() {
    var model = doubled(4).output("variance", OnnxModel.FLOAT, "batch", 2, 1).node("Abs", "variance", "sample");
    assertTrue(assertThrows(NetworkException.class, () -> open(model)).getMessage()
        .contains("two of its outputs would be called \"variance\""));
    try (var network = open(model, "split", "log-variance")) {
      assertEquals(List.of("raw", "log-variance", "variance"), network.signature().outputs().stream().map(Output::name).toList());
    }
  }

  @Test
  void symbolicOutputsAreTakenForTheStatesAndChecked() {
    var good = state().output("out", OnnxModel.FLOAT, "batch", "a", "b").node("Neg", "out", "sample");
    try (var network = open(good)) {
      assertArrayEquals(new double[] {-1, -2, -3, -4}, Fixture.raw(network, X, new double[2], Conditions.NONE));
    }
    // What the declared rank allows and only a run can tell: the size is an input's value.
    var bad = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 2, 1).input("timestep", OnnxModel.INT64, "batch")
        .output("out", OnnxModel.FLOAT, "batch", "a", 1)
        .constant("start", new long[] {0}).constant("axis", new long[] {1}).node("Slice", "out", "sample", "start", "timestep", "axis");
    try (var network = open(bad)) {
      assertArrayEquals(new double[] {1, 2}, Fixture.raw(network, new double[] {1, 2}, new double[] {2}, Conditions.NONE));
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[] {1, 2}, new double[] {1}, Conditions.NONE));
      assertTrue(e.getMessage().contains("model.onnx") && e.getMessage().contains("export it with the outputs' dimensions fixed"),
          e.getMessage());
    }
  }

  @Test
  void anOutputOfUndeclaredShapeIsChecked() {
    var model = state().outputOfAnyShape("out", OnnxModel.FLOAT).node("Neg", "out", "sample");
    try (var network = open(model)) {
      assertArrayEquals(new double[] {-1, -2, -3, -4}, Fixture.raw(network, X, new double[2], Conditions.NONE));
    }
  }
}
