package org.counterflow.api.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.Test;

/** A network of any kind, called with values by name: open dimensions follow from the inputs. */
class RunTest {
  /** Sums rows, and says how long they were. */
  private static final class Summing implements Network {
    final List<Value> outputs = new ArrayList<>();
    boolean fails;

    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("rows", ElementType.FLOAT, "n", "width"), Port.of("scale", ElementType.DOUBLE)),
          List.of(Port.of("sums", ElementType.DOUBLE, "n"), Port.of("width", ElementType.INT64, 1), Port.unsupported("text", "string", List.of())));
    }

    @Override
    public void evaluate(Call call) {
      outputs.addAll(call.outputs().values());
      if (fails) throw new NetworkException("out of order");
      double[] all = call.inputs().get("rows").toDoubles();
      int n = call.inputs().get("rows").count(), width = all.length / n;
      try (Hold sums = call.outputs().get("sums").hold(Memory.HOST, Access.WRITE);
          Hold widths = call.outputs().get("width").hold(Memory.HOST, Access.WRITE)) {
        ElementType.INT64.put(widths.segment(), 0, width);
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int k = 0; k < width; k++) sum += all[i * width + k];
          ElementType.DOUBLE.put(sums.segment(), i, sum * call.inputs().get("scale").toDoubles()[0]);
        }
      }
    }

    @Override
    public void close() {}
  }

  private static final Value HALF = Value.of(Shape.of(), 0.5);
  private final Summing network = new Summing();

  @Test
  void oneOpenNetworkServesSeveralSizes() {
    try (Values two = network.run(Map.of("rows", Value.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6), "scale", HALF));
        Values one = network.run(Map.of("rows", Value.of(Shape.of(1, 4), 1f, 2, 3, 4), "scale", HALF))) {
      assertArrayEquals(new double[] {3, 7.5}, two.get("sums").toDoubles());
      assertArrayEquals(new double[] {3}, two.get("width").toDoubles());
      assertArrayEquals(new double[] {5}, one.get("sums").toDoubles());
      assertEquals(List.of("sums", "width"), List.copyOf(two.map().keySet()), "what has no type of ours is left out");
    }
    for (Value v : network.outputs) assertThrows(IllegalStateException.class, v::toDoubles, "closed by its owner");
  }

  private void refused(Map<String, Value> inputs, String... parts) {
    String said = String.valueOf(assertThrows(NetworkException.class, () -> network.run(inputs)).getMessage());
    for (String p : parts) assertTrue(said.contains(p), said + " should say " + p);
    assertEquals(0, network.outputs.size());
  }

  @Test
  void whatDoesNotFitIsSaidBeforeTheCall() {
    Value rows = Value.of(Shape.of(1, 2), 1f, 2);
    refused(Map.of("rows", rows), "nothing is given", "\"scale\" double[]");
    refused(Map.of("rows", rows, "scale", HALF, "sacle", HALF), "no input \"sacle\"", "inputs \"rows\" float[n, width]");
    refused(Map.of("rows", rows.to(ElementType.DOUBLE), "scale", HALF), "\"rows\"", "double 1x2", "to(ElementType.FLOAT)");
    refused(Map.of("rows", rows.as(Shape.of(2)), "scale", HALF), "\"rows\"", "float 2");
  }

  @Test
  void outputsOfAFailedCallAreGivenBack() {
    network.fails = true;
    assertThrows(NetworkException.class, () -> network.run(Map.of("rows", Value.of(Shape.of(1, 2), 1f, 2), "scale", HALF)));
    assertEquals(2, network.outputs.size());
    for (Value v : network.outputs) assertThrows(IllegalStateException.class, v::toDoubles);
  }

  @Test
  void dimensionsOfOneNameHaveOneSize() {
    var adding = new Network() {
      @Override
      public Ports ports() {
        return new Ports(List.of(Port.of("a", ElementType.FLOAT, "n"), Port.of("b", ElementType.FLOAT, "n")),
            List.of(Port.of("c", ElementType.FLOAT, "m")));
      }

      @Override
      public void evaluate(Call call) {
        throw new AssertionError("never called");
      }

      @Override
      public void close() {}
    };
    Value one = Value.of(Shape.of(1), 1f), two = Value.of(Shape.of(2), 1f, 2);
    var e = assertThrows(NetworkException.class, () -> adding.run(Map.of("a", one, "b", two)));
    assertTrue(String.valueOf(e.getMessage()).contains("dimension n") && e.getMessage().contains("2, and 1"), e.getMessage());
    var open = assertThrows(NetworkException.class, () -> adding.run(Map.of("a", one, "b", one)));
    assertTrue(String.valueOf(open.getMessage()).contains("\"c\"") && open.getMessage().contains("does not follow"), open.getMessage());
    assertNull(adding.ports().input("d"));
    assertEquals(List.of(Memory.HOST), adding.memories());
  }
}
