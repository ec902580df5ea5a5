package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network says of itself is what its file says, whatever it is a network for. */
class PortsTest {
  @TempDir Path folder;

  private OnnxNetwork open(OnnxModel model) {
    return OnnxNetwork.open(model.write(folder.resolve("model.onnx")), Fixture.options());
  }

  @Test
  void portsAreListedInTheFilesOrderWithTheirOpenDimensions() {
    var model = new OnnxModel().input("z", OnnxModel.FLOAT, "batch", 4, "h", "").input("a", OnnxModel.INT64)
        .input("mask", OnnxModel.BOOL, "batch", "tokens").output("out", OnnxModel.FLOAT, "batch", 4, "h", "")
        .output("n", OnnxModel.INT64).node("Neg", "out", "z").node("Identity", "n", "a");
    try (var network = open(model)) {
      assertEquals(List.of("z", "a", "mask"), network.ports().inputs().stream().map(Port::name).toList());
      assertEquals("inputs \"z\" float[batch, 4, h, ?], \"a\" int64[], \"mask\" bool[batch, tokens]; outputs "
          + "\"out\" float[batch, 4, h, ?], \"n\" int64[]", network.ports().toString());
      assertEquals(List.of(Dimension.open("batch"), Dimension.of(4), Dimension.open("h"), Dimension.open("")),
          network.ports().input("z").dimensions());
      assertEquals(List.of(Memory.HOST), network.memories());
    }
  }

  @ParameterizedTest
  @CsvSource({"10, FLOAT16", "1, FLOAT", "11, DOUBLE", "6, INT32", "7, INT64", "9, BOOL"})
  void supportedTypes(int type, ElementType expected) {
    try (var network = open(new OnnxModel().input("x", type, 2).output("y", type, 2).node("Identity", "y", "x"))) {
      assertEquals(expected, network.ports().input("x").type());
      assertEquals(expected, network.ports().output("y").type());
    }
  }

  @ParameterizedTest
  @CsvSource({"2, uint8", "3, int8", "4, uint16", "5, int16", "8, string", "12, uint32", "13, uint64", "16, bfloat16"})
  void otherTypesAreListedAndNotUsable(int type, String name) {
    var model = new OnnxModel().input("x", type, "batch", 2).input("y", OnnxModel.FLOAT, 1).output("z", OnnxModel.FLOAT, 1)
        .node("Neg", "z", "y");
    try (var network = open(model)) {
      Port x = network.ports().input("x");
      assertFalse(x.isSupported());
      assertEquals("\"x\" " + name + "[batch, 2]", x.toString());
      var inputs = Map.of("x", Value.of(Shape.of(1, 2), 1f, 2), "y", Value.of(Shape.of(1), 1f));
      var e = assertThrows(NetworkException.class, () -> network.run(inputs));
      assertTrue(e.getMessage().contains("its input \"x\" " + name + "[batch, 2] has a type that values cannot have; export it as"),
          e.getMessage());
    }
  }

  @Test
  void portsThatAreNoTensorsAreListed() {
    var model = new OnnxModel().inputOfSequence("all", OnnxModel.FLOAT).input("at", OnnxModel.INT64).output("y", OnnxModel.FLOAT, "n")
        .node("SequenceAt", "y", "all", "at");
    try (var network = open(model)) {
      assertEquals("inputs \"all\" sequence[], \"at\" int64[]; outputs \"y\" float[n]", network.ports().toString());
      assertFalse(network.ports().input("all").isSupported());
    }
  }

  @Test
  void aPortWithoutADeclaredShapeTakesAny() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "n").input("shape", OnnxModel.INT64, "rank")
        .outputOfAnyShape("y", OnnxModel.FLOAT).node("Reshape", "y", "x", "shape");
    try (var network = open(model)) {
      Port y = network.ports().output("y");
      assertFalse(y.isRanked());
      assertEquals("\"y\" float[...]", y.toString());
      assertTrue(network.ports().input("x").isRanked());
      for (Shape s : new Shape[] {Shape.of(6), Shape.of(2, 3), Shape.of(1, 3, 2)}) {
        var shape = new long[s.rank()];
        for (int i = 0; i < shape.length; i++) shape[i] = s.dimension(i);
        Map<String, Value> inputs = Map.of("x", Value.of(Shape.of(6), 1f, 2, 3, 4, 5, 6), "shape", Value.of(Shape.of(s.rank()), shape));
        assertEquals(6, Fixture.evaluate(network, inputs, "y", ElementType.FLOAT, s).toFloats()[5]);
        try (var out = network.run(inputs)) {
          assertEquals(s, out.get("y").dimensions());
        }
      }
    }
  }

  @Test
  void metadataAreTheFilesOwn() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, 1).output("y", OnnxModel.FLOAT, 1).node("Neg", "y", "x");
    try (var network = open(model)) {
      assertEquals(Map.of(), network.metadata());
    }
    model.metadata("author", "somebody").metadata("counterflow.null-class", " 2 ").metadata("\u732b", "");
    try (var network = open(model)) {
      assertEquals(Map.of("author", "somebody", "counterflow.null-class", " 2 ", "\u732b", ""), network.metadata());
    }
  }
}
