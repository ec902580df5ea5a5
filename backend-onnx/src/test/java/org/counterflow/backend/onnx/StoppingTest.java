package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoppingTest {
  private static final int WIDTH = 256;

  @TempDir static Path folder;

  /** out = sample, after so many products with the unit matrix; state [batch, 256]. */
  private static OnnxNetwork slow(int products) {
    Path file = folder.resolve("slow-" + products + ".onnx");
    var unit = new float[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++) unit[i * WIDTH + i] = 1;
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", WIDTH).output("out", OnnxModel.FLOAT, "batch", WIDTH)
        .constant("unit", unit, WIDTH, WIDTH);
    for (int i = 0; i < products; i++) model.node("MatMul", i == products - 1 ? "out" : "x" + (i + 1), i == 0 ? "sample" : "x" + i, "unit");
    return OnnxNetwork.open(model.write(file), Fixture.options());
  }

  private static Call call(Arena arena, int rows, Cancellation cancellation) {
    MemorySegment input = arena.allocate(4L * rows * WIDTH, 64);
    for (int i = 0; i < rows * WIDTH; i++) input.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 97);
    return new Call(rows, input, new double[rows], Conditions.NONE, Map.of("raw", arena.allocate(4L * rows * WIDTH, 64)), cancellation);
  }

  private static void assertDone(Call call) {
    assertArrayEquals(call.input().toArray(ValueLayout.JAVA_FLOAT), call.outputs().get("raw").toArray(ValueLayout.JAVA_FLOAT));
  }

  private static void awaitRun(Thread thread) {
    while (Arrays.stream(thread.getStackTrace()).noneMatch(f -> f.getClassName().endsWith("OrtSession") && f.getMethodName()
        .equals("run"))) {
      assertTrue(thread.isAlive());
      Thread.onSpinWait();
    }
  }

  @Test
  void cancellingStopsACallWithinASecondAndTheNetworkStaysUsable() throws Exception {
    try (var network = slow(4000); var arena = Arena.ofShared()) {
      Call small = call(arena, 1, new Cancellation());
      network.evaluate(small);
      for (int i = 0; i < 2; i++) {
        var cancellation = new Cancellation();
        var running = CompletableFuture.runAsync(() -> network.evaluate(call(arena, 8192, cancellation)));
        assertThrows(TimeoutException.class, () -> running.get(200, TimeUnit.MILLISECONDS));
        long start = System.nanoTime();
        cancellation.cancel();
        var e = assertThrows(ExecutionException.class, () -> running.get(20, TimeUnit.SECONDS));
        assertInstanceOf(CancellationException.class, e.getCause());
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds < 1, seconds + " s");
        network.evaluate(small);
        assertDone(small);
      }
    }
  }

  @Test
  void aCancelledRunDoesNotBegin() {
    try (var network = slow(1); var arena = Arena.ofConfined()) {
      var cancellation = new Cancellation();
      cancellation.cancel();
      assertThrows(CancellationException.class, () -> network.evaluate(call(arena, 1, cancellation)));
      assertEquals(0, network.runs());
    }
  }

  @Test
  void manyCancelsAtAnyMomentLeaveTheNetworkWhole() throws Exception {
    try (var network = slow(20); var arena = Arena.ofShared()) {
      Call good = call(arena, 4, new Cancellation());
      for (int i = 0; i < 200; i++) {
        var cancellation = new Cancellation();
        var running = CompletableFuture.runAsync(() -> network.evaluate(call(arena, 4, cancellation)));
        for (long end = System.nanoTime() + i * 1000L; System.nanoTime() < end; ) Thread.onSpinWait();
        cancellation.cancel();
        try {
          running.get();
        } catch (ExecutionException e) {
          assertInstanceOf(CancellationException.class, e.getCause());
        }
      }
      network.evaluate(good);
      assertDone(good);
    }
  }

  @Test
  void closingWaitsForTheCallsInFlight() throws Exception {
    try (var arena = Arena.ofShared()) {
      var network = slow(800);
      Call first = call(arena, 1024, new Cancellation());
      Call second = call(arena, 1024, new Cancellation());
      var threads = List.of(Thread.ofPlatform().start(() -> network.evaluate(first)), Thread.ofPlatform()
          .start(() -> network.evaluate(second)));
      for (Thread t : threads) awaitRun(t);
      network.close();
      for (Thread t : threads) assertTrue(t.join(Duration.ofSeconds(5)));
      assertDone(first);
      assertDone(second);
      var e = assertThrows(IllegalStateException.class, () -> network.evaluate(first));
      assertTrue(e.getMessage().contains("slow-800.onnx: the network is closed"), e.getMessage());
      network.close();
    }
  }

  @Test
  void callsAndCloseMayRace() throws Exception {
    for (int round = 0; round < 10; round++) {
      try (var arena = Arena.ofShared()) {
        var network = slow(3);
        var running = new ArrayList<CompletableFuture<Void>>();
        for (int t = 0; t < 3; t++) {
          Call call = call(arena, 2, new Cancellation());
          running.add(CompletableFuture.runAsync(() -> {
            for (;;) network.evaluate(call);
          }));
        }
        Thread.sleep(round);
        network.close();
        for (var r : running) assertInstanceOf(IllegalStateException.class, assertThrows(ExecutionException.class, r::get).getCause());
      }
    }
  }

  @Test
  void aFailedRunLeavesTheNetworkUsable() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 2).input("timestep", OnnxModel.INT64, "batch")
        .output("out", OnnxModel.FLOAT, "batch", 2)
        .constant("table", new float[] {5, 6, 7}, 3, 1).node("Gather", "g", "table", "timestep").node("Add", "out", "sample", "g");
    try (var network = OnnxNetwork.open(model.write(folder.resolve("gather.onnx")), Fixture.options())) {
      var e = assertThrows(NetworkException.class, () -> Fixture.raw(network, new double[2], new double[] {3}, Conditions.NONE));
      assertTrue(e.getMessage().contains("gather.onnx: the runtime failed: ") && e.getMessage()
          .contains("indices element out of data bounds"), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
      assertArrayEquals(new double[] {7, 7}, Fixture.raw(network, new double[2], new double[] {2}, Conditions.NONE));
    }
  }
}
