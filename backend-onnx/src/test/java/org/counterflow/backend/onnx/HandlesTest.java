package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Native objects are accounted for: nothing is left open, and nothing is made twice. */
class HandlesTest {
  private static final Map<String, Long> NOTHING = open(0, 0, 0);

  @TempDir Path folder;

  @BeforeEach
  @AfterEach
  void nothingIsOpen() {
    assertEquals(NOTHING, OnnxNetwork.handles());
  }

  /** y = rows of a table, z = those above 2, a = all that are there; to y the file leads, to the others only a run. */
  private OnnxNetwork open() {
    var model = new OnnxModel().input("t", OnnxModel.INT64, "n").output("y", OnnxModel.FLOAT, "n").output("a", OnnxModel.FLOAT, "k")
        .output("z", OnnxModel.FLOAT, "m").constant("table", new float[] {1, 2, 3}, 3).constant("two", new float[] {2}, 1)
        .node("Gather", "y", "table", "t").node("Abs", "a", "y").node("Greater", "big", "y", "two").node("Compress", "z", "y", "big");
    return OnnxNetwork.open(model.write(folder.resolve("net.onnx")), Fixture.options());
  }

  private static Map<String, Long> open(long sessions, long slots, long tensors) {
    return Map.of("session", sessions, "slot", slots, "tensor", tensors, "value", 0L);
  }

  @Test
  void aThousandCallsWithTheSameValuesMakeTheirTensorsOnce() {
    try (var network = open()) {
      assertEquals(open(1, 0, 0), OnnxNetwork.handles());
      var call = new Call(Map.of("t", Value.of(Shape.of(2), 1L, 2)), Map.of("y", Value.zeros(ElementType.FLOAT, Shape.of(2))),
          new Cancellation());
      for (int i = 0; i < 1000; i++) {
        network.evaluate(call);
        assertEquals(open(1, 1, 2), OnnxNetwork.handles());
      }
    }
  }

  @Test
  void aThousandCallsWithOtherValuesKeepTheLastEight() {
    try (var network = open()) {
      for (int i = 0; i < 1000; i++) {
        Fixture.evaluate(network, Map.of("t", Value.of(Shape.of(2), 1L, 2)), "y", ElementType.FLOAT, Shape.of(2));
        assertEquals(open(1, 1, 2 * Math.min(i + 1, 8)), OnnxNetwork.handles());
      }
    }
  }

  @Test
  void runKeepsNothing() {
    try (var network = open()) {
      for (int i = 0; i < 1000; i++) {
        try (Values out = network.run(Map.of("t", Value.of(Shape.of(2), 1L, 2)))) {
          assertArrayEquals(new float[] {3}, out.get("z").toFloats());
          assertEquals(3, OnnxNetwork.handles().get("value"));
        }
        assertEquals(open(1, 0, 0), OnnxNetwork.handles());
      }
    }
  }

  @Test
  void callsThatFailGiveEverythingBack() {
    try (var network = open()) {
      var place = new FakeValue(ElementType.FLOAT, Shape.of(2));
      var good = new FakeValue(ElementType.INT64, Shape.of(2));
      for (int i = 0; i < 300; i++) {
        var cancelled = new Cancellation();
        cancelled.cancel();
        assertThrows(CancellationException.class, () -> network.evaluate(new Call(Map.of("t", good), Map.of("y", place), cancelled)));
        Value far = Value.of(Shape.of(2), 7L, 7);
        assertThrows(NetworkException.class, () -> network.evaluate(new Call(Map.of("t", far), Map.of("y", place), new Cancellation())));
        assertThrows(NetworkException.class, () -> network.run(Map.of("t", far)));
        // z has no elements, after there was a place for y and a was found.
        assertThrows(NetworkException.class, () -> network.run(Map.of("t", Value.of(Shape.of(2), 0L, 1))));
        Value closed = Value.owned("closed", ElementType.FLOAT, Shape.of(2));
        closed.close();
        assertThrows(IllegalStateException.class,
            () -> network.evaluate(new Call(Map.of("t", good), Map.of("y", closed), new Cancellation())));
        assertThrows(NetworkException.class, () -> network.run(Map.of()));
        assertEquals(open(1, 0, 0), OnnxNetwork.handles());
        assertEquals(0, place.holds() + good.holds());
      }
    }
  }

  /** Of the options of a run nothing is counted; but they say so where they are closed twice. */
  @Test
  void aSlotClosesTheOptionsOfItsRuns() throws OrtException {
    var model = new OnnxModel().input("t", OnnxModel.FLOAT, 2).output("y", OnnxModel.FLOAT, 2).node("Neg", "y", "t");
    var session = Loader.load(model.write(folder.resolve("neg.onnx")), Fixture.options()).session();
    try {
      var slot = new Slot(session);
      slot.close();
      assertThrows(IllegalStateException.class, slot::close);
    } finally {
      session.close();
    }
  }

  /** What has more bytes than an int counts is refused with the port's name, and is not looked at. */
  @Test
  void whatTheRuntimeCannotTakeIsSaid() throws IOException, OrtException {
    long most = Integer.MAX_VALUE - 64L;
    Tensors.requireFits("x", most);
    assertTooLarge(() -> Tensors.requireFits("net.onnx: its output y", most + 1), "net.onnx: its output y", most + 1);
    Path sparse = folder.resolve("sparse");
    try (var file = new RandomAccessFile(sparse.toFile(), "rw"); Arena arena = Arena.ofShared();
        var tensors = new Tensors(OrtEnvironment.getEnvironment(), "net.onnx: its input x")) {
      long bytes = most + 1 & ~3;
      file.setLength(bytes);
      MemorySegment s = file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
      try (Value large = Value.over("large", s, ElementType.FLOAT, Shape.of((int) (bytes / 4)), () -> {})) {
        assertTooLarge(() -> tensors.over(large, s), "net.onnx: its input x", bytes);
      }
    }
  }

  private static void assertTooLarge(Executable e, String port, long bytes) {
    String said = String.valueOf(assertThrows(NetworkException.class, e).getMessage());
    assertTrue(said.startsWith(port + " has " + bytes + " bytes") && said.contains("fewer rows"), said);
  }

  @Test
  void filesThatAreRefusedGiveEverythingBack() {
    Path bad = new OnnxModel().input("x", OnnxModel.FLOAT, 3).output("y", OnnxModel.FLOAT, 3).node("Neg", "y", "nothing")
        .write(folder.resolve("bad.onnx"));
    for (int i = 0; i < 50; i++) {
      assertThrows(NetworkException.class, () -> OnnxNetwork.open(bad, Fixture.options()));
      open().close();
    }
  }

  @Test
  void tensorsAreTheValuesOwnMemory() throws OrtException {
    Value value = Value.of(Shape.of(2, 3), new float[6]);
    try (var tensors = new Tensors(OrtEnvironment.getEnvironment(), "x"); var hold = value.hold(Memory.HOST, Access.READ)) {
      OnnxTensor tensor = tensors.over(value, hold.segment());
      assertFalse(tensor.ownsBuffer());
      MemorySegment wrapped = MemorySegment.ofBuffer(tensor.getBufferRef().orElseThrow());
      assertEquals(hold.segment().address(), wrapped.address());
      assertEquals(24, wrapped.byteSize());
      ElementType.FLOAT.put(hold.segment(), 5, 3.25);
      assertEquals(3.25f, tensor.getFloatBuffer().get(5), "written after the tensor was made");
      assertEquals(tensor, tensors.over(value, hold.segment()), "kept");
      Value view = value.rows(0, 2);
      assertFalse(tensor == tensors.over(view, hold.segment()), "another value at the same address");
    }
  }

  /** The least recently given goes first. */
  @Test
  void theLastEightValuesKeepTheirTensors() throws OrtException {
    var values = new HashMap<Integer, Value>();
    for (int i = 0; i < 9; i++) values.put(i, Value.of(Shape.of(1), 1f));
    try (var tensors = new Tensors(OrtEnvironment.getEnvironment(), "x")) {
      var first = over(tensors, values.get(0));
      var second = over(tensors, values.get(1));
      for (int i = 2; i < 8; i++) over(tensors, values.get(i));
      assertEquals(first, over(tensors, values.get(0)));
      over(tensors, values.get(8));
      assertEquals(first, over(tensors, values.get(0)));
      assertFalse(second == over(tensors, values.get(1)));
    }
  }

  private static OnnxTensor over(Tensors tensors, Value value) throws OrtException {
    try (var hold = value.hold(Memory.HOST, Access.READ)) {
      return tensors.over(value, hold.segment());
    }
  }
}
