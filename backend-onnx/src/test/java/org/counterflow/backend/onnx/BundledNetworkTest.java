package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledNetworkTest {
  private static final int PIXELS = 784;

  @TempDir static Path folder;
  private static OnnxNetwork network;

  @BeforeAll
  static void open() {
    network = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options());
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void signatureIsWhatTheFileSays() {
    Signature s = network.signature();
    assertEquals(Shape.of(1, 28, 28), s.shape());
    assertEquals(Precision.F32, s.input());
    assertEquals(List.of(new Signature.Output("raw", Shape.of(1, 28, 28), Precision.F32)), s.outputs());
    assertEquals(Map.of("class", Shape.of()), s.conditions());
    assertTrue(s.hasTime());
    assertEquals(Memory.HOST, network.memory());
    assertEquals("linear:beta-start=1e-4,beta-end=0.02,steps=1000", s.says("schedule"));
    assertEquals("16", s.says("micro-batch"));
    assertEquals("10", s.says("null-class"));
    assertEquals(Map.of("file", "fashion-mnist.onnx", "runtime", "onnxruntime 1.28.0", "provider", "cpu", "sha256",
        "d00aee81a3bb2b881eaefad244c918f76d0dcd794f94d8b73e20f6eb5b84ca0e"), s.identity());
  }

  @Test
  void classesHaveNames() {
    assertEquals(10, network.classes().size());
    assertEquals("T-shirt", network.classes().getFirst());
  }

  /** A sample's value must not depend on its batch mates (decision 6 of the architecture). */
  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void rowsOfABatchAreBitEqualToSingleRows(int rows) {
    float[] x = Fixture.normals(1, rows * PIXELS);
    double[] labels = labels(rows);
    Conditions classes = classes(rows);
    float[] all = Fixture.raw(network, x, labels, classes);
    for (int i = 0; i < rows; i++) {
      float[] one = Fixture.raw(network, Arrays.copyOfRange(x, i * PIXELS, (i + 1) * PIXELS), new double[] {labels[i]},
          Conditions.classes(i % 11));
      assertArrayEquals(one, Arrays.copyOfRange(all, i * PIXELS, (i + 1) * PIXELS), "row " + i);
    }
  }

  @Test
  void oneAndTwoThreadsAreBitEqual() {
    float[] x = Fixture.normals(2, 16 * PIXELS);
    try (var two = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options().threads(2));
        var spinning = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options("spinning", "1").threads(2))) {
      float[] one = Fixture.raw(network, x, labels(16), classes(16));
      assertArrayEquals(one, Fixture.raw(two, x, labels(16), classes(16)));
      assertArrayEquals(one, Fixture.raw(spinning, x, labels(16), classes(16)));
    }
  }

  @Test
  void fourThreadsAtOnceGetWhatOneGets() throws Exception {
    float[] x = Fixture.normals(3, 2 * PIXELS);
    float[] expected = Fixture.raw(network, x, labels(2), classes(2));
    Callable<Boolean> task = () -> {
      for (int i = 0; i < 20; i++) {
        if (!Arrays.equals(expected, Fixture.raw(network, x, labels(2), classes(2)))) return false;
      }
      return true;
    };
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> f : pool.invokeAll(List.of(task, task, task, task))) assertTrue(f.get());
    }
  }

  @Test
  void conditionsAndTimeReachTheNetwork() {
    float[] x = Fixture.normals(4, PIXELS);
    float[] y = Fixture.raw(network, x, new double[] {500}, Conditions.classes(3));
    assertNotEquals(y[400], Fixture.raw(network, x, new double[] {500}, Conditions.classes(4))[400]);
    assertNotEquals(y[400], Fixture.raw(network, x, new double[] {500.5}, Conditions.classes(3))[400], "a fraction of a step counts");
  }

  @Test
  void missingClassIsTheNullClass() {
    float[] x = Fixture.normals(5, 2 * PIXELS);
    assertArrayEquals(Fixture.raw(network, x, labels(2), Conditions.classes(10)), Fixture.raw(network, x, labels(2), Conditions.NONE));
  }

  @Test
  void oneClassCountsForAllRows() {
    float[] x = Fixture.normals(6, 3 * PIXELS);
    assertArrayEquals(Fixture.raw(network, x, labels(3), Conditions.classes(7, 7, 7)),
        Fixture.raw(network, x, labels(3), Conditions.classes(7)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 11, 3.5, Double.NaN, 1e300})
  void classesThatAreNoneAreRefusedBeforeTheRuntimeSeesThem(double label) {
    float[] x = Fixture.normals(7, 2 * PIXELS);
    long runs = network.runs();
    var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, x, labels(2), Conditions.classes(0, label)));
    assertTrue(e.getMessage().contains("fashion-mnist.onnx: class " + label
        + " of row 1 is none of its classes; give 0 to 9, or 10 for no class"), e.getMessage());
    assertEquals(runs, network.runs());
  }

  @Test
  void inputsAndOutputsAreTheCallsOwnMemory() throws Exception {
    try (var arena = Arena.ofConfined()) {
      MemorySegment input = arena.allocate(4L * 3 * PIXELS, 64);
      MemorySegment output = arena.allocate(4L * 3 * PIXELS, 64);
      var call = new Call(3, input, labels(3), classes(3), Map.of("raw", output), new Cancellation());
      try (var slot = network.slot(3)) {
        slot.load(call, new double[][] {labels(3), {10}}, 0);
        for (var tensor : List.of(slot.inputs().get("sample"), slot.outputs().get("out_sample"))) {
          assertFalse(tensor.ownsBuffer());
          MemorySegment wrapped = MemorySegment.ofBuffer(tensor.getBufferRef().orElseThrow());
          assertEquals(tensor == slot.inputs().get("sample") ? input.address() : output.address(), wrapped.address());
          assertEquals(input.byteSize(), wrapped.byteSize());
        }
        input.setAtIndex(ValueLayout.JAVA_FLOAT, 2000, 3.25f);
        assertEquals(3.25f, slot.inputs().get("sample").getFloatBuffer().get(2000), "written after the tensor was made");
      }
    }
  }

  @Test
  void partsOfLargerSegmentsAreFilledAndTheRestIsLeftAlone() {
    float[] x = Fixture.normals(8, PIXELS);
    try (var arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(4L * 3 * PIXELS, 64);
      MemorySegment out = arena.allocate(4L * 3 * PIXELS, 64).fill((byte) 1);
      long row = 4L * PIXELS;
      MemorySegment.copy(x, 0, in, ValueLayout.JAVA_FLOAT, row, PIXELS);
      network.evaluate(new Call(1, in.asSlice(row, row), labels(1), classes(1), Map.of("raw", out.asSlice(row, row)), new Cancellation()));
      assertArrayEquals(Fixture.raw(network, x, labels(1), classes(1)), out.asSlice(row, row).toArray(ValueLayout.JAVA_FLOAT));
      assertEquals(0x01010101, out.getAtIndex(ValueLayout.JAVA_INT, PIXELS - 1));
      assertEquals(0x01010101, out.getAtIndex(ValueLayout.JAVA_INT, 2L * PIXELS));
    }
  }

  @Test
  void timeInTheRuntimeIsCounted() {
    long runs = network.runs();
    long nanos = network.runNanos();
    long start = System.nanoTime();
    Fixture.raw(network, Fixture.normals(9, PIXELS), labels(1), classes(1));
    long all = System.nanoTime() - start;
    assertEquals(runs + 1, network.runs());
    assertTrue(network.runNanos() - nanos > 10_000 && network.runNanos() - nanos <= all);
  }

  private static double[] labels(int rows) {
    var labels = new double[rows];
    for (int i = 0; i < rows; i++) labels[i] = (37.5 * i + 1) % 1000;
    return labels;
  }

  private static Conditions classes(int rows) {
    var classes = new double[rows];
    for (int i = 0; i < rows; i++) classes[i] = i % 11;
    return Conditions.classes(classes);
  }
}
