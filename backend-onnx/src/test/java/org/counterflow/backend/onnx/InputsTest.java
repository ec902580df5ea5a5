package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that multiply or add what they are given, so that the output tells what arrived. */
class InputsTest {
  @TempDir Path folder;

  /** out = sample * (number input), state [batch, 2]. */
  private static OnnxModel times(String number, int type, Object... dimensions) {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 2).input(number, type, dimensions)
        .output("out", OnnxModel.FLOAT, "batch", 2)
        .constant("column", new long[] {-1, 1}).node("Cast", "number", "to", OnnxModel.FLOAT, number)
        .node("Reshape", "factor", "number", "column");
    return model.node("Mul", "out", "sample", "factor");
  }

  private OnnxNetwork open(OnnxModel model, String... options) {
    return OnnxNetwork.open(model.write(folder.resolve("model.onnx")), Fixture.options(options));
  }

  @ParameterizedTest
  @CsvSource({"1, 2.25, 2.25", "11, 2.1, 2.1", "10, 2.25, 2.25", "10, 1000.3, 1000.5", "7, 2.5, 2", "7, 3.5, 4", "7, 999, 999",
      "6, 2.5, 2", "6, 3.4999, 3"})
  void timeIsConvertedToItsTypeHalfEven(int type, double label, float arrives) {
    try (var network = open(times("timestep", type, "batch"))) {
      assertTrue(network.signature().hasTime());
      assertArrayEquals(new double[] {arrives, 2 * arrives, 3, 4},
          Fixture.raw(network, new double[] {1, 2, 3, 4}, new double[] {label, 1}, Conditions.NONE));
    }
  }

  @Test
  void timeMayBeAColumn() {
    try (var network = open(times("timestep", OnnxModel.FLOAT, "batch", 1))) {
      assertArrayEquals(new double[] {2, 4, 9, 12}, Fixture.raw(network, new double[] {1, 2, 3, 4}, new double[] {2, 3}, Conditions.NONE));
    }
  }

  @Test
  void oneTimeForAllRowsMeansRowByRow() {
    for (Object[] dimensions : new Object[][] {{}, {1}}) {
      try (var network = open(times("timestep", OnnxModel.FLOAT, dimensions))) {
        assertArrayEquals(new double[] {2, 4, 9, 12}, Fixture.raw(network, new double[] {1, 2, 3, 4}, new double[] {2, 3},
            Conditions.NONE));
        assertEquals(2, network.runs());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"t", "time", "sigma", "noise_level"})
  void timeIsFoundByNameOrByItsShape(String name) {
    try (var network = open(times(name, OnnxModel.DOUBLE, "batch"))) {
      assertTrue(network.signature().hasTime());
      assertEquals(Map.of(), network.signature().conditions());
    }
  }

  @Test
  void nameGoesBeforeOrder() {
    var model = new OnnxModel().input("w", OnnxModel.FLOAT, "batch").input("sigma", OnnxModel.FLOAT, "batch")
        .input("x", OnnxModel.FLOAT, "batch", 3)
        .output("out", OnnxModel.FLOAT, "batch", 3).node("Identity", "out", "x");
    try (var network = open(model)) {
      assertEquals(Shape.of(3), network.signature().shape());
      assertTrue(network.signature().hasTime());
      assertEquals(Map.of("w", Shape.of()), network.signature().conditions());
    }
  }

  @Test
  void networksWithoutTimeAreFine() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 3).input("class_labels", OnnxModel.INT64, "batch")
        .output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Identity", "out", "x");
    try (var network = open(model)) {
      assertFalse(network.signature().hasTime());
      assertEquals(Map.of("class", Shape.of()), network.signature().conditions());
      assertArrayEquals(new double[] {1, 2, 3}, Fixture.raw(network, new double[] {1, 2, 3}, new double[1], Conditions.classes(4)));
    }
  }

  @ParameterizedTest
  @CsvSource({"10, F16", "1, F32", "11, F64"})
  void stateHasThePrecisionOfTheFile(int type, Precision precision) {
    var model = new OnnxModel().input("sample", type, "batch", 2).output("out", type, "batch", 2).node("Neg", "out", "sample");
    try (var network = open(model)) {
      Signature s = network.signature();
      assertEquals(precision, s.input());
      assertEquals(precision, s.outputs().getFirst().precision());
      assertArrayEquals(new double[] {-1.5, 2.25, -3, 4}, Fixture.raw(network, new double[] {1.5, -2.25, 3, -4}, new double[2],
          Conditions.NONE));
    }
  }

  @Test
  void edgesMayDifferInPrecision() {
    var model = new OnnxModel().input("sample", OnnxModel.DOUBLE, "batch", 2).output("out", OnnxModel.FLOAT16, "batch", 2)
        .node("Cast", "out", "to", OnnxModel.FLOAT16, "sample");
    try (var network = open(model)) {
      assertEquals(Precision.F64, network.signature().input());
      assertEquals(Precision.F16, network.signature().outputs().getFirst().precision());
      assertArrayEquals(new double[] {1000.5, 2}, Fixture.raw(network, new double[] {1000.3, 2}, new double[1], Conditions.NONE));
    }
  }

  /** out = sample + embedding [batch, 2] + guidance [batch]. */
  private static OnnxModel sum() {
    return new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 2).input("timestep", OnnxModel.FLOAT, "batch")
        .input("embedding", OnnxModel.DOUBLE, "batch", 2)
        .input("guidance", OnnxModel.INT32, "batch").output("out", OnnxModel.FLOAT, "batch", 2).constant("column", new long[] {-1, 1})
        .node("Cast", "e", "to", OnnxModel.FLOAT, "embedding").node("Cast", "g", "to", OnnxModel.FLOAT, "guidance")
        .node("Reshape", "gg", "g", "column")
        .node("Add", "both", "e", "gg").node("Add", "out", "sample", "both");
  }

  @Test
  void conditionsHaveARowEachOrOneForAll() {
    Tensor guidance = Tensor.of(Shape.of(), 100);
    try (var network = open(sum())) {
      assertEquals(Map.of("embedding", Shape.of(2), "guidance", Shape.of()), network.signature().conditions());
      var each = Conditions.NONE.with("embedding", Tensor.of(Shape.of(2), 1, 2, 3, 4)).with("guidance", Tensor.of(Shape.of(), 10, 20));
      assertArrayEquals(new double[] {11, 12, 23, 24}, Fixture.raw(network, new double[4], new double[2], each));
      var forAll = Conditions.NONE.with("embedding", Tensor.of(Shape.of(2), 1, 2)).with("guidance", guidance).with("mask", guidance);
      assertArrayEquals(new double[] {101, 102, 101, 102}, Fixture.raw(network, new double[4], new double[2], forAll));
    }
  }

  @Test
  void constantsFillWhatACallLeavesOut() {
    try (var network = open(sum(), "input.guidance", "7", "input.embedding", "0.5")) {
      assertArrayEquals(new double[] {7.5, 7.5, 7.5, 7.5}, Fixture.raw(network, new double[4], new double[2], Conditions.NONE));
      var given = Conditions.NONE.with("guidance", Tensor.of(Shape.of(), 1));
      assertArrayEquals(new double[] {1.5, 1.5}, Fixture.raw(network, new double[2], new double[1], given));
    }
  }

  @Test
  void missingConditionsAreNamedWithTheRemedy() {
    try (var network = open(sum(), "input.embedding", "0")) {
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[1], Conditions.NONE));
      assertTrue(e.getMessage().endsWith("model.onnx: its input \"guidance\" int32[batch] was given nothing; give the condition "
          + "\"guidance\", or fill the input with the option "
          + "input.guidance=VALUE (--input guidance=VALUE on the command line)"), e.getMessage());
    }
    try (var network = open(times("class_labels", OnnxModel.INT64, "batch"))) {
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[1], Conditions.NONE));
      assertTrue(e.getMessage().contains("input.class=LABEL"), e.getMessage());
    }
  }

  @Test
  void aConstantClassMayMeanNoneAndIsCheckedToo() {
    var model = times("class_labels", OnnxModel.INT64, "batch").metadata("counterflow.classes", "[\"a\", \"b\"]");
    try (var network = open(model, "input.class", "2")) {
      assertArrayEquals(new double[] {2, 4}, Fixture.raw(network, new double[] {1, 2}, new double[1], Conditions.NONE));
      var given = Conditions.classes(2);
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[1], given));
      assertTrue(e.getMessage().contains("class 2.0 of row 0 is none of its classes; give 0 to 1"), e.getMessage());
    }
    for (String none : new String[] {"-1", "2.5"}) {
      try (var network = open(model, "input.class", none)) {
        var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[1], Conditions.NONE));
        assertTrue(e.getMessage().contains("the option input.class is " + Double.valueOf(none)), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"input.class", "input.class_labels"})
  void classMayBeAConstant(String option) {
    try (var network = open(times("class_labels", OnnxModel.INT64, "batch"), option, "3")) {
      assertArrayEquals(new double[] {3, 6}, Fixture.raw(network, new double[] {1, 2}, new double[1], Conditions.NONE));
    }
  }

  @Test
  void conditionsOfAWrongShapeOrCountAreRefused() {
    try (var network = open(sum())) {
      Tensor one = Tensor.of(Shape.of(), 1);
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[1],
          Conditions.NONE.with("embedding", one).with("guidance", one)));
      assertTrue(e.getMessage().contains("condition \"embedding\" has the shape scalar, its input is \"embedding\" double[batch, 2]; "
          + "give 2 values a sample"), e.getMessage());
      Tensor three = Tensor.of(Shape.of(), 1, 2, 3);
      Tensor good = Tensor.of(Shape.of(2), 1, 2);
      e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[4], new double[2],
          Conditions.NONE.with("embedding", good).with("guidance", three)));
      assertTrue(e.getMessage().contains("condition \"guidance\" has 3 rows for 2"), e.getMessage());
    }
  }

  @Test
  void integersTakeOnlyWhatTheyHold() {
    try (var network = open(times("timestep", OnnxModel.INT32, "batch"))) {
      for (double label : new double[] {Double.NaN, 3e9, Double.NEGATIVE_INFINITY}) {
        var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[] {label}, Conditions.NONE));
        assertTrue(e.getMessage().contains("its input \"timestep\" int32[batch] cannot hold " + label), e.getMessage());
      }
    }
  }

  @Test
  void aFixedBatchIsRunPieceByPiece() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, 2, 2).input("timestep", OnnxModel.FLOAT, 2)
        .output("out", OnnxModel.FLOAT, 2, 2)
        .constant("column", new long[] {-1, 1}).node("Reshape", "factor", "timestep", "column").node("Mul", "out", "sample", "factor");
    try (var network = open(model)) {
      assertArrayEquals(new double[] {1, 2, 6, 8, 15, 18, 28, 32},
          Fixture.raw(network, new double[] {1, 2, 3, 4, 5, 6, 7, 8}, new double[] {1, 2, 3, 4}, Conditions.NONE));
      assertEquals(2, network.runs());
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[6], new double[3], Conditions.NONE));
      assertTrue(e.getMessage().contains("it takes exactly 2 rows at once, 3 were given; set the micro-batch to a multiple of 2"),
          e.getMessage());
    }
  }

  @Test
  void openDimensionsAreGivenByOptions() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 1, "height", "")
        .output("out", OnnxModel.FLOAT, "batch", 1, "height", "").node("Neg", "out", "sample");
    var e = assertThrows(NetworkException.class, () -> open(model));
    assertTrue(e.getMessage().contains("the size of its input \"sample\" float[batch, 1, height, sample.3] is open in "
        + "[height, sample.3]; give the option dim.height=N"), e.getMessage());
    try (var network = open(model, "dim.height", "2", "dim.sample.3", "3")) {
      assertEquals(Shape.of(1, 2, 3), network.signature().shape());
      assertArrayEquals(new double[] {-1, -2, -3, -4, -5, -6},
          Fixture.raw(network, new double[] {1, 2, 3, 4, 5, 6}, new double[1], Conditions.NONE));
    }
  }
}
