package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.concurrent.atomic.AtomicBoolean;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoppingTest {
  private static final int WIDTH = 256;

  @TempDir static Path folder;

  /** y = x, after so many products with the unit matrix; x [batch, 256]. */
  private static OnnxNetwork slow(int products) {
    Path file = folder.resolve("slow-" + products + ".onnx");
    var unit = new float[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++) unit[i * WIDTH + i] = 1;
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", WIDTH).output("y", OnnxModel.FLOAT, "batch", WIDTH)
        .constant("unit", unit, WIDTH, WIDTH);
    for (int i = 0; i < products; i++) model.node("MatMul", i == products - 1 ? "y" : "x" + (i + 1), i == 0 ? "x" : "x" + i, "unit");
    return OnnxNetwork.open(model.write(file), Fixture.options());
  }

  private static Value fill(Value x) {
    try (var h = x.hold(x.memory(), Access.WRITE)) {
      for (int i = 0; i < x.dimensions().elements(); i++) ElementType.FLOAT.put(h.segment(), i, i % 97);
    }
    return x;
  }

  private static Call call(int rows, Cancellation cancellation) {
    Shape shape = Shape.of(rows, WIDTH);
    return new Call(Map.of("x", fill(Value.zeros(ElementType.FLOAT, shape))), Map.of("y", Value.zeros(ElementType.FLOAT, shape)),
        cancellation);
  }

  private static void assertDone(Call call) {
    assertArrayEquals(call.inputs().get("x").toFloats(), call.outputs().get("y").toFloats());
  }

  private static void awaitRun(Thread thread) {
    while (Arrays.stream(thread.getStackTrace()).noneMatch(f -> f.getClassName().endsWith("OrtSession") && f.getMethodName()
        .equals("run"))) {
      assertTrue(thread.isAlive());
      Thread.onSpinWait();
    }
  }

  private static void assertCancelled(CompletableFuture<Void> running) {
    var e = assertThrows(ExecutionException.class, () -> running.get(20, TimeUnit.SECONDS));
    assertInstanceOf(CancellationException.class, e.getCause());
  }

  @Test
  void cancellingStopsACallWithinASecondAndTheNetworkStaysUsable() {
    try (var network = slow(4000)) {
      Call small = call(1, new Cancellation());
      network.evaluate(small);
      for (int i = 0; i < 2; i++) {
        var cancellation = new Cancellation();
        var running = CompletableFuture.runAsync(() -> network.evaluate(call(8192, cancellation)));
        assertThrows(TimeoutException.class, () -> running.get(200, TimeUnit.MILLISECONDS));
        long start = System.nanoTime();
        cancellation.cancel();
        assertCancelled(running);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds < 1, seconds + " s");
        network.evaluate(small);
        assertDone(small);
      }
    }
  }

  @Test
  void callsAtTheSameTimeAreStoppedTogetherOrAlone() throws Exception {
    try (var network = slow(4000)) {
      var one = new Cancellation();
      var both = new Cancellation();
      var threads = new ArrayList<Thread>();
      var running = new ArrayList<CompletableFuture<Void>>();
      for (var c : List.of(one, both, both)) {
        Call call = call(4096, c);
        running.add(CompletableFuture.runAsync(() -> network.evaluate(call), r -> threads.add(Thread.ofPlatform().start(r))));
      }
      for (Thread t : threads) awaitRun(t);
      one.cancel();
      assertCancelled(running.get(0));
      assertFalse(running.get(1).isDone() || running.get(2).isDone(), "the others go on");
      both.cancel();
      assertCancelled(running.get(1));
      assertCancelled(running.get(2));
      Call small = call(1, new Cancellation());
      network.evaluate(small);
      assertDone(small);
    }
  }

  @Test
  void aCancelledRunDoesNotBegin() {
    try (var network = slow(1)) {
      var cancellation = new Cancellation();
      cancellation.cancel();
      assertThrows(CancellationException.class, () -> network.evaluate(call(1, cancellation)));
      assertEquals(0, network.runs());
    }
  }

  /** Also at the moment between the last operator and the call's end: options that were terminated must not serve the next call. */
  @Test
  void manyCancelsAtAnyMomentLeaveTheNetworkWhole() throws Exception {
    try (var network = slow(2)) {
      Call good = call(4, new Cancellation());
      int cancelled = 0;
      // On a busy machine the cancels may all come too late, and then nothing was tried.
      for (int i = 0; i < 1000 || cancelled == 0 && i < 50_000; i++) {
        var cancellation = new Cancellation();
        Call call = call(4, cancellation);
        var ready = new AtomicBoolean();
        var started = new AtomicBoolean();
        int spins = i % 1000;
        var canceller = CompletableFuture.runAsync(() -> {
          ready.set(true);
          while (!started.get()) Thread.onSpinWait();
          for (int k = 0; k < spins; k++) Thread.onSpinWait();
          cancellation.cancel();
        });
        while (!ready.get()) Thread.onSpinWait();
        started.set(true);
        try {
          network.evaluate(call);
          assertDone(call);
        } catch (CancellationException e) {
          cancelled++;
        }
        canceller.get();
        network.evaluate(good);
        assertDone(good);
      }
      assertTrue(cancelled > 0);
    }
  }

  @Test
  void closingWaitsForTheCallsInFlight() throws Exception {
    var network = slow(800);
    Call first = call(1024, new Cancellation());
    Call second = call(1024, new Cancellation());
    var threads = List.of(Thread.ofPlatform().start(() -> network.evaluate(first)),
        Thread.ofPlatform().start(() -> network.evaluate(second)));
    for (Thread t : threads) awaitRun(t);
    network.close();
    for (Thread t : threads) assertTrue(t.join(Duration.ofSeconds(5)));
    assertDone(first);
    assertDone(second);
    for (Runnable late : List.<Runnable>of(() -> network.evaluate(first), () -> network.run(first.inputs()))) {
      var e = assertThrows(IllegalStateException.class, late::run);
      assertTrue(e.getMessage().contains("slow-800.onnx: the network is closed"), e.getMessage());
    }
    network.close();
  }

  @Test
  void anInterruptedCloseWaitsAllTheSame() throws Exception {
    var network = slow(800);
    Call call = call(1024, new Cancellation());
    Thread thread = Thread.ofPlatform().start(() -> network.evaluate(call));
    awaitRun(thread);
    Thread.currentThread().interrupt();
    network.close();
    assertTrue(Thread.interrupted());
    thread.join();
    assertDone(call);
  }

  @Test
  void closingFromInsideACallIsAnError() {
    try (var network = slow(1)) {
      var x = new FakeValue(ElementType.FLOAT, Shape.of(1, WIDTH));
      x.before = network::close;
      Map<String, Value> y = Map.of("y", Value.zeros(ElementType.FLOAT, Shape.of(1, WIDTH)));
      var e = assertThrows(IllegalStateException.class, () -> network.evaluate(new Call(Map.of("x", x), y, new Cancellation())));
      assertTrue(e.getMessage().contains("slow-1.onnx: the network is closed by a call that it works for"), e.getMessage());
      x.before = () -> {};
      network.evaluate(new Call(Map.of("x", x), y, new Cancellation()));
    }
  }

  /** What native code reads or writes is not freed under its feet. */
  @Test
  void closingAValueWaitsForTheCallThatUsesIt() throws Exception {
    try (var network = slow(800)) {
      for (boolean input : new boolean[] {true, false}) {
        Value x = fill(Value.owned("the state", ElementType.FLOAT, Shape.of(1024, WIDTH)));
        Value y = Value.owned("the place", ElementType.FLOAT, Shape.of(1024, WIDTH));
        Call call = new Call(Map.of("x", x), Map.of("y", y), new Cancellation());
        long runs = network.runs();
        Thread thread = Thread.ofPlatform().start(() -> network.evaluate(call));
        awaitRun(thread);
        (input ? x : y).close();
        assertEquals(runs + 1, network.runs(), "it came back when the run was over");
        assertTrue(thread.join(Duration.ofSeconds(5)));
        assertThrows(IllegalStateException.class, () -> network.evaluate(call));
        (input ? y : x).close();
      }
    }
  }

  @Test
  void callsAndCloseMayRace() throws Exception {
    for (int round = 0; round < 10; round++) {
      var network = slow(3);
      var running = new ArrayList<CompletableFuture<Void>>();
      for (int t = 0; t < 3; t++) {
        Call call = call(2, new Cancellation());
        running.add(CompletableFuture.runAsync(() -> {
          for (;;) network.evaluate(call);
        }));
      }
      Thread.sleep(round);
      network.close();
      for (var r : running) assertInstanceOf(IllegalStateException.class, assertThrows(ExecutionException.class, r::get).getCause());
    }
  }

  @Test
  void aFailedRunLeavesTheNetworkUsable() {
    var model = new OnnxModel().input("t", OnnxModel.INT64, "batch").output("y", OnnxModel.FLOAT, "batch", 1)
        .constant("table", new float[] {5, 6, 7}, 3, 1).node("Gather", "y", "table", "t");
    try (var network = OnnxNetwork.open(model.write(folder.resolve("gather.onnx")), Fixture.options())) {
      Value y = Value.zeros(ElementType.FLOAT, Shape.of(1, 1));
      var bad = new Call(Map.of("t", Value.of(Shape.of(1), 3L)), Map.of("y", y), new Cancellation());
      for (Runnable r : List.<Runnable>of(() -> network.evaluate(bad), () -> network.run(bad.inputs()))) {
        var e = assertThrows(NetworkException.class, r::run);
        assertTrue(e.getMessage().contains("gather.onnx: the runtime failed: ") && e.getMessage()
            .contains("indices element out of data bounds"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
      }
      network.evaluate(new Call(Map.of("t", Value.of(Shape.of(1), 2L)), Map.of("y", y), new Cancellation()));
      assertArrayEquals(new float[] {7}, y.toFloats());
    }
  }
}
