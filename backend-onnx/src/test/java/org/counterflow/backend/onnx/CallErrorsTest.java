package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that would crash the JVM or give garbage are refused in words, before the runtime runs. */
class CallErrorsTest {
  @TempDir static Path folder;
  private static OnnxNetwork network;

  private final Map<String, Value> inputs = new HashMap<>(Map.of("x", Value.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6), "t",
      Value.of(Shape.of(2), 7L, 8)));
  private final Map<String, Value> outputs = new HashMap<>(Map.of("y", Value.zeros(ElementType.FLOAT, Shape.of(2, 3))));

  @BeforeAll
  static void open() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 3).input("t", OnnxModel.INT64, "batch")
        .output("y", OnnxModel.FLOAT, "batch", 3).output("bytes", OnnxModel.UINT8, "batch").node("Neg", "y", "x")
        .node("Cast", "bytes", "to", OnnxModel.UINT8, "t");
    network = OnnxNetwork.open(model.write(folder.resolve("neg.onnx")), Fixture.options());
  }

  @AfterAll
  static void close() {
    network.close();
  }

  private void call() {
    network.evaluate(new Call(inputs, outputs, new Cancellation()));
  }

  private void assertRefused(String why) {
    long runs = network.runs();
    var e = assertThrows(NetworkException.class, this::call);
    assertTrue(e.getMessage().startsWith(folder.resolve("neg.onnx") + ": ") && e.getMessage().contains(why), e.getMessage());
    assertTrue(e.getMessage().contains("; "), "what is wrong, then the remedy: " + e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(runs, network.runs());
  }

  @Test
  void whatFitsRuns() {
    call();
    assertArrayEquals(new float[] {-1, -2, -3, -4, -5, -6}, outputs.get("y").toFloats());
  }

  @Test
  void types() {
    inputs.put("t", Value.of(Shape.of(2), 7f, 8));
    assertRefused("its input \"t\" int64[batch] is given a value of type float and dimensions 2; convert it with to(ElementType.INT64)");
    inputs.put("t", Value.of(Shape.of(2), 7L, 8));
    outputs.put("y", Value.zeros(ElementType.DOUBLE, Shape.of(2, 3)));
    assertRefused("its output \"y\" float[batch, 3] is given a value of type double and dimensions 2x3; convert it");
  }

  @Test
  void dimensions() {
    inputs.put("x", Value.zeros(ElementType.FLOAT, Shape.of(2, 4)));
    assertRefused("its input \"x\" float[batch, 3] is given a value of type float and dimensions 2x4; give it the dimensions");
    inputs.put("x", Value.zeros(ElementType.FLOAT, Shape.of(6)));
    assertRefused("is given a value of type float and dimensions 6");
    inputs.put("x", Value.zeros(ElementType.FLOAT, Shape.of(2, 3)));
    outputs.put("y", Value.zeros(ElementType.FLOAT, Shape.of(2, 2)));
    assertRefused("its output \"y\" float[batch, 3] is given a value of type float and dimensions 2x2");
  }

  /** One row for two: the graph would not notice, and repeat it. */
  @Test
  void openDimensionsOfOneNameAgree() {
    inputs.put("t", Value.of(Shape.of(1), 7L));
    assertRefused("the dimension batch of its input \"t\" int64[batch] is 1, and 2 in another input; give both the same");
  }

  @Test
  void names() {
    inputs.put("z", Value.of(Shape.of(), 1f));
    assertRefused("it has no input \"z\"; it has the inputs \"x\" float[batch, 3], \"t\" int64[batch]; outputs");
    inputs.remove("z");
    inputs.remove("t");
    assertRefused("nothing is given for its input \"t\" int64[batch]; give a value of this name");
  }

  @Test
  void outputsThatAreNone() {
    outputs.put("z", Value.of(Shape.of(), 1f));
    assertRefused("the call asks for the outputs [y, z]; ask for one or more of \"y\" float[batch, 3], \"bytes\" uint8[batch]");
    outputs.clear();
    assertRefused("the call asks for the outputs []; ask for one or more of");
    outputs.put("bytes", Value.of(Shape.of(2), 1, 1));
    assertRefused("its output \"bytes\" uint8[batch] has a type that values cannot have; export it as float16, float");
  }

  @Test
  void closedValues() {
    Value x = Value.owned("the state", ElementType.FLOAT, Shape.of(2, 3));
    inputs.put("x", x);
    call();
    x.close();
    long runs = network.runs();
    assertEquals("the state is used after it was closed", assertThrows(IllegalStateException.class, this::call).getMessage());
    assertEquals(runs, network.runs(), "although its tensor was known");
    try (Value y = Value.owned("the place", ElementType.FLOAT, Shape.of(2, 3))) {
      inputs.put("x", Value.zeros(ElementType.FLOAT, Shape.of(2, 3)));
      outputs.put("y", y);
      call();
    }
    assertEquals("the place is used after it was closed", assertThrows(IllegalStateException.class, this::call).getMessage());
  }

  @Test
  void readOnlyPlaces() {
    try (var arena = Arena.ofShared(); Value y = Value.over("a place", arena.allocate(24).asReadOnly(), ElementType.FLOAT, Shape.of(2, 3),
        () -> {})) {
      outputs.put("y", y);
      assertTrue(assertThrows(IllegalStateException.class, this::call).getMessage().contains("read-only"));
    }
  }

  /** Values of other makers, whose holds are not what they should be. */
  @Test
  void holdsOfTheWrongMemory() {
    var state = new FakeValue(ElementType.FLOAT, Shape.of(2, 3));
    inputs.put("x", state);
    try (var arena = Arena.ofShared()) {
      for (var wrong : new MemorySegment[] {MemorySegment.ofArray(new float[6]), arena.allocate(20), arena.allocate(28), arena.allocate(26)
          .asSlice(2)}) {
        state.segment = wrong;
        assertRefused("its input \"x\" float[batch, 3] is held as ");
        assertRefused("which is no native memory of 6 elements of 4 bytes; correct the value's hold");
      }
      assertEquals(0, state.holds());
      state.segment = arena.allocate(24);
      call();
    }
  }
}
