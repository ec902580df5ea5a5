package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose output tells what arrived. */
class InputsTest {
  @TempDir Path folder;

  private OnnxNetwork open(OnnxModel model) {
    return OnnxNetwork.open(model.write(folder.resolve("model.onnx")), Fixture.options());
  }

  /** y = x, as doubles. */
  private OnnxNetwork asDoubles(int type, Object... dimensions) {
    return open(new OnnxModel().input("x", type, dimensions).output("y", OnnxModel.DOUBLE, dimensions)
        .node("Cast", "y", "to", OnnxModel.DOUBLE, "x"));
  }

  @ParameterizedTest
  @CsvSource({"10, FLOAT16, -2.25, 1000.5", "1, FLOAT, -2.25, 16777215", "11, DOUBLE, 0.1, -1e300", "6, INT32, -7, 2147483647",
      "7, INT64, -7, 9007199254740991", "9, BOOL, 1, 0"})
  void everyTypeArrivesAsItIs(int type, ElementType element, double first, double second) {
    try (var network = asDoubles(type, "n")) {
      Value x = Value.of(Shape.of(2), first, second).to(element);
      assertArrayEquals(new double[] {first, second},
          Fixture.evaluate(network, Map.of("x", x), "y", ElementType.DOUBLE, Shape.of(2)).toDoubles());
    }
  }

  @ParameterizedTest
  @CsvSource({"10, FLOAT16, 1000.5", "1, FLOAT, 0.5", "6, INT32, -7", "7, INT64, 1", "9, BOOL, 1"})
  void everyTypeComesOutAsItIs(int type, ElementType element, double value) {
    var model = new OnnxModel().input("x", OnnxModel.DOUBLE, 1).output("y", type, 1).node("Cast", "y", "to", type, "x");
    try (var network = open(model)) {
      Map<String, Value> x = Map.of("x", Value.of(Shape.of(1), value));
      assertArrayEquals(new double[] {value}, Fixture.evaluate(network, x, "y", element, Shape.of(1)).toDoubles());
      try (var out = network.run(x)) {
        assertEquals(element, out.get("y").type());
        assertArrayEquals(new double[] {value}, out.get("y").toDoubles());
      }
    }
  }

  @Test
  void numbersWithoutDimensionsAndWithOne() {
    for (Object[] dimensions : new Object[][] {{}, {1}, {1, 1, 1, 1}}) {
      Shape shape = Shape.of(new int[][] {{}, {1}, {}, {}, {1, 1, 1, 1}}[dimensions.length]);
      try (var network = asDoubles(OnnxModel.FLOAT, dimensions)) {
        assertArrayEquals(new double[] {2.5}, Fixture.evaluate(network, Map.of("x", Value.of(shape, 2.5f)), "y", ElementType.DOUBLE, shape)
            .toDoubles());
      }
    }
  }

  @Test
  void aMaskSelects() {
    var model = new OnnxModel().input("mask", OnnxModel.BOOL, "n").input("x", OnnxModel.FLOAT, "n").input("other", OnnxModel.FLOAT, "n")
        .output("y", OnnxModel.FLOAT, "n").node("Where", "y", "mask", "x", "other");
    try (var network = open(model)) {
      Map<String, Value> inputs = Map.of("mask", Value.of(Shape.of(3), true, false, true), "x", Value.of(Shape.of(3), 1f, 2, 3), "other",
          Value.of(Shape.of(3), -1f, -2, -3));
      assertArrayEquals(new float[] {1, -2, 3}, Fixture.evaluate(network, inputs, "y", ElementType.FLOAT, Shape.of(3)).toFloats());
    }
  }

  /** y = x + ids, where ids have a first dimension that is not the batch. */
  @Test
  void inputsNeedNotHaveABatch() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 4, 3).input("ids", OnnxModel.FLOAT, 4, 3)
        .output("y", OnnxModel.FLOAT, "batch", 4, 3).node("Add", "y", "x", "ids");
    try (var network = open(model)) {
      Map<String, Value> inputs = Map.of("x", Value.zeros(ElementType.FLOAT, Shape.of(2, 4, 3)), "ids",
          Value.zeros(ElementType.FLOAT, Shape.of(4, 3)).map(_ -> 5));
      assertEquals(5, Fixture.evaluate(network, inputs, "y", ElementType.FLOAT, Shape.of(2, 4, 3)).toFloats()[23]);
    }
  }

  @Test
  void oneNetworkServesEverySizeOfItsOpenDimensions() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 1, "h", "").output("y", OnnxModel.FLOAT, "batch", 1, "h", "")
        .node("Neg", "y", "x");
    try (var network = open(model)) {
      for (Shape s : new Shape[] {Shape.of(1, 1, 2, 3), Shape.of(3, 1, 4, 2), Shape.of(1, 1, 2, 3), Shape.of(2, 1, 1, 1)}) {
        var x = Value.of(s, Fixture.normals(s.elements(), (int) s.elements()));
        assertArrayEquals(x.map(v -> -v).toFloats(), Fixture.evaluate(network, Map.of("x", x), "y", ElementType.FLOAT, s).toFloats());
      }
    }
  }

  @Test
  void rowsOfALargerValueAreReadAndWrittenInPlace() {
    try (var network = open(new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 2).output("y", OnnxModel.FLOAT, "batch", 2)
        .node("Neg", "y", "x"))) {
      Value x = Value.of(Shape.of(4, 2), 1f, 2, 3, 4, 5, 6, 7, 8);
      Value y = Value.zeros(ElementType.FLOAT, Shape.of(4, 2));
      network.evaluate(new Call(Map.of("x", x.rows(1, 2)), Map.of("y", y.rows(2, 2)), new Cancellation()));
      assertArrayEquals(new float[] {0, 0, 0, 0, -3, -4, -5, -6}, y.toFloats());
    }
  }

  /** The tensor over a value stays, its contents do not. */
  @Test
  void contentsMayChangeBetweenCalls() {
    try (var network = asDoubles(OnnxModel.INT64, "n"); Value x = Value.owned("x", ElementType.INT64, Shape.of(2))) {
      for (long i = 0; i < 20; i++) {
        try (var h = x.hold(x.memory(), Access.WRITE)) {
          ElementType.INT64.put(h.segment(), 1, i);
        }
        assertArrayEquals(new double[] {0, i}, Fixture.evaluate(network, Map.of("x", x), "y", ElementType.DOUBLE, Shape.of(2)).toDoubles());
      }
    }
  }

  /** More values than a slot keeps tensors for, in an order in which each was thrown out when it comes again. */
  @Test
  void manyValuesTakeTurns() {
    try (var network = asDoubles(OnnxModel.FLOAT, "n")) {
      var values = new HashMap<Integer, Value>();
      for (int i = 0; i < 20; i++) {
        int value = i;
        values.put(i, Value.zeros(ElementType.FLOAT, Shape.of(1 + i % 3)).map(_ -> value));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
          Value x = values.get(i);
          assertEquals(i, Fixture.evaluate(network, Map.of("x", x), "y", ElementType.DOUBLE, x.dimensions()).toDoubles()[i % 3]);
        }
      }
    }
  }

  /** A value of another maker that is mapped elsewhere at each hold: its identity alone does not say where it is. */
  @Test
  void aValueMayMove() {
    try (var network = asDoubles(OnnxModel.FLOAT, "n")) {
      var x = new FakeValue(ElementType.FLOAT, Shape.of(1));
      for (int i = 0; i < 5; i++) {
        x.segment = Arena.ofAuto().allocate(4, 64);
        ElementType.FLOAT.put(x.segment, 0, i);
        assertEquals(i, Fixture.evaluate(network, Map.of("x", x), "y", ElementType.DOUBLE, Shape.of(1)).toDoubles()[0]);
        assertEquals(0, x.holds());
      }
    }
  }
}
