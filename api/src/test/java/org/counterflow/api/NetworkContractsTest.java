package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network that does not do what its ports say is named, with the port, in its first call of a run. */
class NetworkContractsTest {
  private final WatchedBackend backend = new WatchedBackend(Precision.F32);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    backend.close();
  }

  /** Gives its input with one sign changed and a further output of ones, and then does what it should not. */
  private record Rough(ElementType type, BiConsumer<Call, Map<String, Hold>> then) implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", type, "batch", 2), Port.of("timestep", ElementType.FLOAT, "batch"),
          Port.of("mask", ElementType.BOOL, "batch", 2)),
          List.of(Port.of("out_sample", type, "batch", 2), Port.of("certainty", ElementType.DOUBLE, "batch", 3)));
    }

    @Override
    public void evaluate(Call call) {
      var holds = new HashMap<String, Hold>();
      call.inputs().forEach((name, v) -> holds.put(name, v.hold(v.memory(), Access.READ)));
      call.outputs().forEach((name, v) -> holds.put(name, v.hold(v.memory(), Access.WRITE)));
      Value in = call.inputs().get("sample"), certainty = call.outputs().get("certainty");
      if (in == null) throw new AssertionError(call);
      for (int i = 0; i < in.dimensions().elements(); i++)
        put(holds, "out_sample", type, i, -type.get(SegmentOf.hold(hold(holds, "sample")), i) * 0.125);
      for (int i = 0; certainty != null && i < certainty.dimensions().elements(); i++) put(holds, "certainty", ElementType.DOUBLE, i, 1);
      then.accept(call, holds);
      holds.values().forEach(Hold::close);
    }

    static Hold hold(Map<String, Hold> holds, String name) {
      Hold h = holds.get(name);
      if (h == null) throw new AssertionError(holds);
      return h;
    }

    static void put(Map<String, Hold> holds, String name, ElementType type, int i, double v) {
      type.put(SegmentOf.hold(hold(holds, name)), i, v);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "acme/network";
    }
  }

  private static ScoreFunction score(Network n) {
    return ScoreFunction.of(n, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
  }

  private Run start(Network n, Solver s) {
    return Zoo.sampler(score(n), s, Worlds.INSIDE).on(backend).microBatch(4).start(Worlds.PAIR, Worlds.seeds(5),
        Conditions.NONE.with("mask", Value.of(Shape.of(1, 2), true, false)));
  }

  private void assertNamed(String expected, Network n) {
    for (Solver s : List.of(new SmallSolvers.Heun(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
      Run r = start(n, s);
      String said = String.valueOf(assertThrows(IllegalStateException.class, r::finish).getMessage());
      assertTrue(said.startsWith(expected), said);
      assertTrue(r.report().networkCalls() < 2, "in the first call, or in a probe");
    }
  }

  /** In single precision the values lie where the states are, else beside. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT", "DOUBLE"})
  void whatItIsGivenIsNotWritten(ElementType type) {
    assertNamed("acme/network wrote into its input \"sample\" " + type + "[batch, 2]: a network leaves what it is given as it is",
        new Rough(type, (call, holds) -> Rough.put(holds, "sample", type, 5, 0.25)));
    assertNamed("acme/network wrote into its input \"timestep\"",
        new Rough(type, (call, holds) -> Rough.put(holds, "timestep", ElementType.FLOAT, 3, 0.25)));
    assertNamed("acme/network wrote into its input \"mask\"", new Rough(type, (call, holds) -> Rough.put(holds, "mask", ElementType.BOOL, 0, 0)));
  }

  /** What was in the place before is there again, as if nothing had been written. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT", "DOUBLE"})
  void everyElementOfItsOutputsIsWritten(ElementType type) {
    var untouched = new HashMap<String, byte[]>();
    Network n = new Network() {
      @Override
      public Ports ports() {
        return new Rough(type, (c, h) -> {}).ports();
      }

      @Override
      public void evaluate(Call call) {
        Value out = call.outputs().get("out_sample");
        if (out == null) throw new AssertionError(call);
        try (Hold h = out.hold(out.memory(), Access.READ_WRITE)) {
          untouched.put("out_sample", h.segment().toArray(ValueLayout.JAVA_BYTE));
        }
        new Rough(type, (c, holds) -> {
          byte[] before = untouched.get("out_sample");
          if (before == null) throw new AssertionError(c);
          // Elements 5 and 7, in rows 2 and 3.
          for (int i : new int[] {5, 7}) for (int b = 0; b < type.bytes(); b++)
            Rough.hold(holds, "out_sample").segment().set(ValueLayout.JAVA_BYTE, (long) i * type.bytes() + b,
                before[i * type.bytes() + b]);
        }).evaluate(call);
      }

      @Override
      public void close() {}

      @Override
      public String toString() {
        return "acme/network";
      }
    };
    assertNamed("acme/network left 2 of 8 elements of its output \"out_sample\" " + type + "[batch, 2] unwritten, the first in row 2 of 4: a "
        + "network writes each element of the place that it is given", n);
  }

  @Test
  void rowsThatAreNotComputedAreMissed() {
    Network lazy = new Network() {
      @Override
      public Ports ports() {
        return new Rough(ElementType.FLOAT, (c, h) -> {}).ports();
      }

      /** One row, as if its batch were declared as 1. */
      @Override
      public void evaluate(Call call) {
        var in = new HashMap<String, Value>();
        var out = new HashMap<String, Value>();
        call.inputs().forEach((name, v) -> in.put(name, v.rows(0, 1)));
        call.outputs().forEach((name, v) -> out.put(name, v.rows(0, 1)));
        new Rough(ElementType.FLOAT, (c, h) -> {}).evaluate(new Call(in, out, call.cancellation()));
      }

      @Override
      public void close() {}

      @Override
      public String toString() {
        return "acme/lazy";
      }
    };
    for (Solver s : List.of(new SmallSolvers.Heun(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
      String said = String.valueOf(assertThrows(IllegalStateException.class, () -> start(lazy, s).finish()).getMessage());
      assertTrue(said.startsWith("acme/lazy left ") && said.contains("unwritten, the first in row 1 of 4"), said);
    }
  }

  /** Each network of a score function is watched in its own first call. */
  @Test
  void theOneOfTwoIsNamed() {
    Network good = new Rough(ElementType.FLOAT, (c, h) -> {});
    Network bad = new Rough(ElementType.FLOAT, (c, holds) -> Rough.put(holds, "sample", ElementType.FLOAT, 0, 1));
    ScoreFunction first = score(good), second = score(bad);
    ScoreFunction both = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        return (at.sigma() > 0.5 ? first : second).evaluate(x, at, w);
      }

      @Override
      public List<ScoreNetwork> networks() {
        return List.of(first.networks().getFirst(), second.networks().getFirst());
      }
    };
    Run r = Zoo.sampler(both, new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).microBatch(1).start(Worlds.PAIR, Worlds.seeds(2),
        Conditions.NONE.with("mask", Value.of(Shape.of(1, 2), true, false)));
    String said = String.valueOf(assertThrows(IllegalStateException.class, r::finish).getMessage());
    assertTrue(said.startsWith("acme/network wrote into its input \"sample\""), said);
    assertTrue(r.report().networkCalls() > 2, "the other was good");
  }
}
