package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  private static final Map<String, Value> X = Map.of("x", Value.of(Shape.of(2, 2, 1), 1f, 2, 3, 4));

  @TempDir Path folder;

  private OnnxNetwork open(OnnxModel model) {
    return OnnxNetwork.open(model.write(folder.resolve("model.onnx")), Fixture.options());
  }

  private static OnnxModel state() {
    return new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 2, 1);
  }

  private static float[] evaluate(OnnxNetwork network, String output, int... dimensions) {
    return Fixture.evaluate(network, X, output, ElementType.FLOAT, Shape.of(dimensions)).toFloats();
  }

  @Test
  void onlyWhatIsAskedForIsWritten() {
    var model = state().output("y", OnnxModel.FLOAT, "batch", 2, 1).output("z", OnnxModel.FLOAT, "batch", 2, 1).node("Neg", "y", "x")
        .node("Abs", "z", "x");
    try (var network = open(model)) {
      assertArrayEquals(new float[] {1, 2, 3, 4}, evaluate(network, "z", 2, 2, 1));
      assertArrayEquals(new float[] {-1, -2, -3, -4}, evaluate(network, "y", 2, 2, 1));
      Value y = Value.zeros(ElementType.FLOAT, Shape.of(2, 2, 1));
      Value z = Value.zeros(ElementType.FLOAT, Shape.of(2, 2, 1));
      network.evaluate(new Call(X, Map.of("y", y, "z", z), new Cancellation()));
      assertArrayEquals(new float[] {-1, -2, -3, -4}, y.toFloats());
      assertArrayEquals(new float[] {1, 2, 3, 4}, z.toFloats());
      network.evaluate(new Call(X, Map.of("y", z), new Cancellation()));
      assertArrayEquals(new float[] {-1, -2, -3, -4}, z.toFloats());
    }
  }

  @Test
  void allOutputsComeInTheFilesOrder() {
    var model = state().output("z", OnnxModel.FLOAT, "batch", 2, 1).output("twice", OnnxModel.DOUBLE, "batch", 2, "?")
        .output("bytes", OnnxModel.UINT8, "batch", 2, 1).output("count", OnnxModel.INT64, 3).constant("two", new float[] {2}, 1)
        .node("Neg", "z", "x").node("Mul", "t", "x", "two").node("Cast", "twice", "to", OnnxModel.DOUBLE, "t")
        .node("Cast", "bytes", "to", OnnxModel.UINT8, "x").node("Shape", "count", "x");
    try (var network = open(model); Values out = network.run(X)) {
      assertEquals(List.of("z", "twice", "count"), List.copyOf(out.map().keySet()), "bytes are no type of ours");
      assertArrayEquals(new float[] {-1, -2, -3, -4}, out.get("z").toFloats());
      assertArrayEquals(new double[] {2, 4, 6, 8}, out.get("twice").toDoubles());
      assertArrayEquals(new double[] {2, 2, 1}, out.get("count").toDoubles());
      assertEquals(Shape.of(2, 2, 1), out.get("twice").dimensions());
    }
  }

  @Test
  void outputsOutliveTheNetworkAndAreGoneWhenClosed() {
    Values out;
    try (var network = open(state().output("y", OnnxModel.FLOAT, "batch", 2, 1).output("n", OnnxModel.FLOAT, "k", 2, 1)
        .node("Neg", "y", "x").node("Abs", "n", "x"))) {
      out = network.run(X);
    }
    assertEquals(-4, out.get("y").toFloats()[3]);
    assertEquals(4, out.get("n").toFloats()[3]);
    Value y = out.get("y");
    Value n = out.get("n");
    out.close();
    for (Value v : List.of(y, n)) {
      var e = assertThrows(IllegalStateException.class, v::toFloats);
      assertTrue(e.getMessage().contains("model.onnx: its output") && e.getMessage().contains("is used after it was closed"),
          e.getMessage());
    }
  }

  /** y = the elements of x above 2: how many only a run can tell. */
  private static OnnxModel above() {
    return new OnnxModel().input("x", OnnxModel.FLOAT, "n").output("y", OnnxModel.FLOAT, "m").constant("two", new float[] {2}, 1)
        .node("Greater", "big", "x", "two").node("Compress", "y", "x", "big");
  }

  @Test
  void sizesThatOnlyARunTellsAreFound() {
    try (var network = open(above())) {
      try (Values out = network.run(Map.of("x", Value.of(Shape.of(4), 1f, 2, 3, 4)))) {
        assertArrayEquals(new float[] {3, 4}, out.get("y").toFloats());
      }
      try (Values out = network.run(Map.of("x", Value.of(Shape.of(1), 5f)))) {
        assertEquals(Shape.of(1), out.get("y").dimensions());
      }
    }
  }

  @Test
  void nothingIsSaidToBeNothing() {
    try (var network = open(above())) {
      var none = Map.of("x", Value.of(Shape.of(2), 1f, 2));
      var e = assertThrows(NetworkException.class, () -> network.run(none));
      assertTrue(e.getMessage().endsWith("model.onnx: its output \"y\" float[m] came out with the dimensions [0], and values have at least "
          + "one element; give inputs for which there is one"), e.getMessage());
    }
    var empty = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 0).output("y", OnnxModel.FLOAT, "batch", 0).node("Neg", "y", "x");
    try (var network = open(empty)) {
      var one = Map.of("x", Value.of(Shape.of(1, 1), 1f));
      var e = assertThrows(NetworkException.class, () -> network.run(one));
      assertTrue(e.getMessage().contains("its input \"x\" float[batch, 0] has no elements; export it with dimensions of at least 1"),
          e.getMessage());
    }
  }

  /** The file calls the output's size as the input's, and it is twice as large: names that an export made up. */
  @Test
  void namesOfSizesThatAreWrongAreFoundOutOnce() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 2, "h").output("y", OnnxModel.FLOAT, "batch", 2, "h")
        .node("Concat", "y", "axis", 2, "x", "x");
    try (var network = open(model)) {
      for (int i = 1; i <= 3; i++) {
        try (Values out = network.run(X)) {
          assertEquals(Shape.of(2, 2, 2), out.get("y").dimensions());
          assertArrayEquals(new float[] {1, 1, 2, 2, 3, 3, 4, 4}, out.get("y").toFloats());
        }
        assertEquals(i + 1, network.runs());
      }
      assertArrayEquals(new float[] {1, 1, 2, 2, 3, 3, 4, 4}, evaluate(network, "y", 2, 2, 2));
    }
  }

  /** What the file leaves open and the inputs do not tell, the runtime checks before it writes. */
  @Test
  void aPlaceOfTheWrongSizeIsRefusedByTheRun() {
    try (var network = open(above())) {
      var inputs = Map.of("x", Value.of(Shape.of(4), 1f, 2, 3, 4));
      for (int wrong : new int[] {1, 3, 4}) {
        Value y = Value.zeros(ElementType.FLOAT, Shape.of(wrong));
        var e = assertThrows(NetworkException.class, () -> network.evaluate(new Call(inputs, Map.of("y", y), new Cancellation())));
        assertTrue(e.getMessage().contains("model.onnx: the runtime failed: ") && e.getMessage()
            .contains("its outputs have other dimensions than were asked for"), e.getMessage());
        assertArrayEquals(new float[wrong], y.toFloats());
      }
      assertArrayEquals(new float[] {3, 4}, Fixture.evaluate(network, inputs, "y", ElementType.FLOAT, Shape.of(2)).toFloats());
    }
  }

  @Test
  void aNetworkWithoutOutputsOfOurTypesSaysSo() {
    try (var network = open(state().output("y", OnnxModel.UINT8, "batch", 2, 1).node("Cast", "y", "to", OnnxModel.UINT8, "x"))) {
      var e = assertThrows(NetworkException.class, () -> network.run(X));
      assertTrue(e.getMessage().contains("none of its outputs has a type that values can have; it has the inputs"), e.getMessage());
    }
  }

  /** A decoder as people use it: twice as high and wide, then a text encoder: whole numbers to floats. */
  @Test
  void networksBesideTheSamplerRunTheSameWay() {
    var decoder = new OnnxModel().input("latent_sample", OnnxModel.FLOAT, "batch", 1, "h", "w")
        .output("sample", OnnxModel.FLOAT, "batch", 1, "height", "width")
        .node("Concat", "wide", "axis", 3, "latent_sample", "latent_sample").node("Concat", "sample", "axis", 2, "wide", "wide");
    Value latents = Value.of(Shape.of(1, 1, 1, 2), 1f, 2);
    try (var network = open(decoder); Values out = network.run(Map.of("latent_sample", latents))) {
      assertEquals(Shape.of(1, 1, 2, 4), out.get("sample").dimensions());
    }
    var encoder = new OnnxModel().input("input_ids", OnnxModel.INT64, "batch", "tokens")
        .output("last_hidden_state", OnnxModel.FLOAT, "batch", "tokens", 2).constant("table", new float[] {0, 0, 1, 10, 2, 20}, 3, 2)
        .node("Gather", "last_hidden_state", "table", "input_ids");
    try (var network = open(encoder); Values out = network.run(Map.of("input_ids", Value.of(Shape.of(1, 2), 2L, 1)))) {
      assertArrayEquals(new float[] {2, 20, 1, 10}, out.get("last_hidden_state").toFloats());
    }
  }

  @Test
  void aNetworkMayHaveNoInputs() {
    var model = new OnnxModel().output("y", OnnxModel.FLOAT, 2).constant("c", new float[] {1, 2}, 2).node("Neg", "y", "c");
    try (var network = open(model); Values out = network.run(Map.of())) {
      assertArrayEquals(new float[] {-1, -2}, out.get("y").toFloats());
    }
  }
}
