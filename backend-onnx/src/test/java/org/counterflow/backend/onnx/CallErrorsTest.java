package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that would crash the JVM or give garbage are refused in words. */
class CallErrorsTest {
  @TempDir static Path folder;
  private static OnnxNetwork network;

  private final Arena arena = Arena.ofConfined();

  @BeforeAll
  static void open() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 3).input("timestep", OnnxModel.FLOAT, "batch")
        .output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Neg", "out", "sample");
    network = OnnxNetwork.open(model.write(folder.resolve("neg.onnx")), Fixture.options());
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @AfterEach
  void free() {
    arena.close();
  }

  private void assertRefused(String why, int rows, MemorySegment input, double[] labels, MemorySegment output) {
    var call = new Call(rows, input, labels, Conditions.NONE, Map.of("raw", output), new Cancellation());
    var e = assertThrows(NetworkException.class, () -> network.evaluate(call));
    assertTrue(e.getMessage().contains("neg.onnx: ") && e.getMessage().contains(why), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(0, network.runs());
  }

  private MemorySegment good(int rows) {
    return arena.allocate(12L * rows, 64);
  }

  @Test
  void heapSegments() {
    assertRefused("the segment for the input is on the Java heap; allocate it in an Arena", 1, MemorySegment.ofArray(new float[3]),
        new double[1], good(1));
    assertRefused("the segment for raw is on the Java heap", 1, good(1), new double[1], MemorySegment.ofArray(new float[3]));
  }

  @Test
  void smallSegments() {
    assertRefused("the segment for the input has 24 bytes, but 3 x 3 in F32 takes 36; allocate what the signature says", 3, good(2),
        new double[3], good(3));
    assertRefused("the segment for raw has 11 bytes, but 1 x 3 in F32 takes 12", 1, good(1), new double[1], good(1).asSlice(0, 11));
  }

  @Test
  void unalignedSegments() {
    assertRefused("the segment for the input is not aligned to 4 bytes", 1, good(2).asSlice(2, 12), new double[1], good(1));
  }

  @Test
  void readOnlyOutputs() {
    assertRefused("the segment for output raw is read-only", 1, good(1), new double[1], good(1).asReadOnly());
  }

  @Test
  void freedSegments() {
    MemorySegment freed;
    try (var other = Arena.ofShared()) {
      freed = other.allocate(12, 64);
    }
    assertRefused("the segment for the input was freed or belongs to another thread", 1, freed, new double[1], good(1));
  }

  @Test
  void segmentsOfAnotherThread() throws Exception {
    MemorySegment mine = good(1);
    try (var other = Executors.newSingleThreadExecutor()) {
      other.submit(() -> assertRefused("was freed or belongs to another thread", 1, mine, new double[1], mine)).get();
    }
  }

  @Test
  void labelsAndRowsThatDoNotMatch() {
    assertRefused("the call has 1 time labels for 2 rows; give one a row", 2, good(2), new double[1], good(2));
    assertRefused("a call has 0 rows", 0, good(1), new double[0], good(1));
  }
}
