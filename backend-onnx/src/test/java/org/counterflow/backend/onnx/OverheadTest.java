package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a call costs outside the runtime once it is compiled, with values as the driver gives them: the same ones for label and class, a few
 * that take turns for state and output. The least of many rounds, so that a busy machine makes it no larger.
 */
class OverheadTest {
  private static final int ROUNDS = 60;
  private static final int CALLS = 1000;

  @TempDir Path folder;

  @Test
  void aCallCostsLessThanTenMicrosecondsOutsideTheRuntime() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 64).input("t", OnnxModel.FLOAT, "batch")
        .input("c", OnnxModel.INT64, "batch").output("y", OnnxModel.FLOAT, "batch", 64).node("Neg", "y", "x");
    try (var network = OnnxNetwork.open(model.write(folder.resolve("net.onnx")), Fixture.options())) {
      var calls = new Call[4];
      Value t = Value.owned("t", ElementType.FLOAT, Shape.of(1));
      Value c = Value.owned("c", ElementType.INT64, Shape.of(1));
      for (int i = 0; i < calls.length; i++) {
        Value x = Value.owned("x", ElementType.FLOAT, Shape.of(1, 64));
        Value y = Value.owned("y", ElementType.FLOAT, Shape.of(1, 64));
        calls[i] = new Call(Map.of("x", x, "t", t, "c", c), Map.of("y", y), new Cancellation());
      }
      double least = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long before = network.runNanos(), start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) network.evaluate(calls[i % calls.length]);
        double total = System.nanoTime() - start, runtime = network.runNanos() - before;
        least = Math.min(least, (total - runtime) / CALLS);
      }
      if (System.getProperty("overhead") != null) System.out.println("OVERHEAD " + least);
      assertTrue(least < 10_000, least + " ns a call");
      for (Call k : calls) {
        k.inputs().values().forEach(Value::close);
        k.outputs().values().forEach(Value::close);
      }
    }
  }
}
