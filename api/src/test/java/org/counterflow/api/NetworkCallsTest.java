package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.internal.arithmetic.Half;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;

/** How a network is called: micro-batches, conditions, precisions, memory, and what is counted. */
class NetworkCallsTest {
  private static Sampler ddim(ScoreFunction f) {
    return Zoo.sampler(f, new SmallSolvers.Ddim(), Worlds.INSIDE);
  }

  /** Rescaled guidance, but asked with one call after the other. */
  private record OneByOne(ScoreNetwork network, Guidance guidance) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public List<ScoreNetwork> networks() {
      return List.of(network);
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      Tensor state = w.value(x);
      var answers = new ArrayList<Evaluation>();
      for (Conditions c : guidance.ask(w.conditions(), at)) {
        Outputs o = w.call(network, state, at.time(), List.of(c)).getFirst();
        answers.add(new Evaluation(at, state, o.raw(), Prediction.EPSILON, o.extras()));
      }
      return guidance.combine(answers, w);
    }
  }

  @Test
  void everyCallHasTheSameNumberOfRowsAndTheLastIsPaddedWithTheLastSample() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Backend b = Worlds.java(Precision.F32);
        Samples s = ddim(net.epsilon()).on(b).microBatch(4).steps(3).sample(Worlds.PAIR, Worlds.seeds(6), Zoo.classes(6))) {
      assertEquals(6, net.seen.size());
      for (HostNetwork.Seen c : net.seen) assertEquals(4, c.rows().size());
      for (int k = 1; k < 6; k += 2) {
        List<HostNetwork.Row> rows = net.seen.get(k).rows();
        for (int pad = 2; pad < 4; pad++) {
          assertArrayEquals(rows.get(1).x(), rows.get(pad).x());
          assertEquals(rows.get(1).condition("class", -1), rows.get(pad).condition("class", -1));
        }
      }
      assertEquals(3, s.report().evaluations());
      assertEquals(18, s.report().networkRows(), "without padding");
      assertEquals(6, s.report().paddedRows(), "three steps are too few to ask whether that is needed");
      assertEquals(0, s.report().probedRows() + net.probes.size());
      assertEquals(6, s.report().networkCalls());
    }
  }

  @Test
  void paddingFollowsTheLastSampleWhereEachHasItsOwnCoefficient() {
    HostNetwork net = HostNetwork.byCount(Worlds.PAIR, Precision.F32);
    Solver own = Zoo.drawing(s -> {
      double[] c = s.norm(s.x());
      for (int i = 0; i < c.length; i++) c[i] = 1 / (1 + c[i]);
      return s.hold(s.here().data().times(c)).plus(s.noise().times(c)).plus(s.clamp(s.x(), c).times(0.1));
    });
    try (Backend b = Worlds.java(Precision.F32)) {
      Zoo.sampler(net.epsilon(), own, Worlds.INSIDE).on(b).microBatch(4).sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
    }
    assertEquals(2 * Zoo.STEPS, net.seen.size());
    for (int k = 1; k < net.seen.size(); k += 2) {
      List<HostNetwork.Row> rows = net.seen.get(k).rows();
      for (int pad = 1; pad < 4; pad++) assertArrayEquals(rows.getFirst().x(), rows.get(pad).x());
    }
  }

  @Test
  void guidanceCountsRowsButOneEvaluation() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Backend b = Worlds.java(Precision.F32);
        Samples s = ddim(net.epsilon().guided(new Zoo.Rescaled(2))).solver(new SmallSolvers.Heun()).on(b).microBatch(2)
            .sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3))) {
      assertEquals(2 * Zoo.STEPS, s.report().evaluations());
      assertEquals(3 * 2 * 2 * Zoo.STEPS, s.report().networkRows());
      assertEquals(2 * 2 * 2 * Zoo.STEPS, s.report().networkCalls());
      assertEquals(net.seen.size(), s.report().networkCalls());
      assertTrue(s.report().networkSeconds() <= s.report().seconds() && s.report().networkSeconds() > 0);
    }
  }

  @Test
  void severalConditionsGiveTheBitsOfSeparateCalls() {
    for (Precision edges : List.of(Precision.F32, Precision.F16)) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, edges);
      var g = new Zoo.Rescaled(3);
      try (Backend b = Worlds.java(Precision.F32)) {
        double[] together = Zoo.values(ddim(net.epsilon().guided(g)).on(b).microBatch(4)
            .start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)));
        double[] apart = Zoo.values(ddim(new OneByOne(ScoreNetwork.of(net), g)).on(b).microBatch(2).start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)));
        assertArrayEquals(together, apart);
        assertNotEquals(together[0],
            Zoo.values(ddim(net.epsilon()).on(b).microBatch(4).start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)))[0]);
      }
    }
  }

  @Test
  void conditionsFollowTheirSamplesThroughBatchesAndGroups() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).taking("shared", ElementType.FLOAT, Shape.of(3))
        .taking("own", ElementType.DOUBLE, Worlds.PAIR).taking(Port.of("whole", ElementType.INT32, 2));
    Tensor shared = Tensor.of(Shape.of(3), 7, 8, 9);
    Tensor own = Tensor.of(Worlds.PAIR, 0, 1, 10, 11, 20, 21, 30, 31, 40, 41);
    Conditions c = Conditions.classes(0, 1, 2, 3, 4).with("shared", shared).with("own", own)
        .with("whole", Value.of(Shape.of(2), 5L, 6L));
    try (Backend b = Worlds.java(Precision.F64)) {
      ddim(net.epsilon()).on(b).microBatch(2).steps(2).sample(Worlds.PAIR, Worlds.seeds(5), c).close();
    }
    assertEquals(6, net.seen.size());
    for (int k = 0; k < 6; k++) {
      HostNetwork.Seen call = net.seen.get(k);
      for (int r = 0; r < 2; r++) {
        int sample = Math.min(4, 2 * (k % 3) + r);
        HostNetwork.Row row = call.rows().get(r);
        assertEquals(sample, row.condition("class", -1));
        assertArrayEquals(new double[] {10 * sample, 10 * sample + 1}, row.conditions().get("own"));
        assertArrayEquals(new double[] {7, 8, 9}, row.conditions().get("shared"));
        assertArrayEquals(new double[] {5, 6}, row.conditions().get("whole"));
      }
    }
  }

  @Test
  void conditionsAreCutOnceNotInEachCall() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).taking("own", ElementType.FLOAT, Worlds.PAIR)
        .taking("other", ElementType.DOUBLE, Worlds.PAIR).saying("counterflow.input.other", "0");
    var fixed = new Guidance() {
      final Value other = Value.of(Worlds.PAIR.batch(1), 5.0, 6.0);

      @Override
      public List<Conditions> ask(Conditions asked, Point at) {
        return List.of(asked, asked.with("other", other).without(Conditions.CLASS));
      }

      @Override
      public Evaluation combine(List<Evaluation> answers, Workspace w) {
        return answers.getFirst();
      }
    };
    Conditions c = Conditions.classes(0, 1, 2).with("own", Tensor.of(Worlds.PAIR, 1, 2, 3, 4, 5, 6));
    try (Backend b = Worlds.java(Precision.F64)) {
      ddim(net.epsilon().guided(fixed)).on(b).microBatch(2).steps(9).sample(Worlds.PAIR, Worlds.seeds(3), c).close();
    }
    // A runtime may keep what it made of a value, so the same rows must come as the same object.
    Set<Value> first = Collections.newSetFromMap(new IdentityHashMap<>());
    for (HostNetwork.Seen s : net.seen)
      for (String input : List.of(HostNetwork.CLASSES, "own", "other")) first.add(s.call().inputs().get(input));
    assertEquals(9 * 2 * 2, net.seen.size());
    assertEquals(2 * 3 * 2, first.size(), "three inputs in two pieces, under two sets of conditions");
  }

  @Test
  void aConditionMadeByARuleMustFitTheSamplesAtWork() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var g = new Guidance() {
      @Override
      public List<Conditions> ask(Conditions asked, Point at) {
        return List.of(asked.with(Conditions.CLASS, Value.of(Shape.of(2), 1L, 2L)));
      }

      @Override
      public Evaluation combine(List<Evaluation> answers, Workspace w) {
        return answers.getFirst();
      }
    };
    try (Backend b = Worlds.java(Precision.F64)) {
      // Two rows would be repeated for the third sample, silently.
      var e = assertThrows(IllegalArgumentException.class,
          () -> ddim(net.epsilon().guided(g)).on(b).microBatch(2).sample(Worlds.PAIR, Worlds.seeds(3)));
      assertTrue(String.valueOf(e.getMessage()).contains("class") && e.getMessage().contains("2 rows")
          && e.getMessage().contains("3 samples"), e.getMessage());
      ddim(net.epsilon().guided(g)).on(b).microBatch(2).sample(Worlds.PAIR, Worlds.seeds(2)).close();
    }
  }

  @Test
  void aConditionOfARuleMayBeAStateOfTheStep() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).taking("self", ElementType.DOUBLE, Worlds.PAIR);
    ScoreNetwork named = ScoreNetwork.of(net);
    var f = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public List<ScoreNetwork> networks() {
        return List.of(named);
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        Tensor doubled = w.value(x.times(2));
        Outputs o = w.call(named, x, at.time(), List.of(w.conditions().with("self", doubled))).getFirst();
        return new Evaluation(at, x, o.raw(), Prediction.EPSILON, o.extras());
      }
    };
    try (Backend b = Worlds.java(Precision.F64)) {
      ddim(f).on(b).microBatch(2).sample(Worlds.PAIR, Worlds.seeds(3)).close();
    }
    for (HostNetwork.Seen s : net.seen)
      for (HostNetwork.Row r : s.rows()) assertEquals(2 * r.x()[1], r.conditions().getOrDefault("self", new double[2])[1]);
  }

  @Test
  void whereMemoryAndPrecisionAreSharedNothingIsCopied() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    var states = new ArrayList<Long>();
    var watched = new WatchedBackend(Precision.F32);
    Solver spy = s -> {
      s.here();
      states.add(net.seen.getLast().input());
      assertTrue(holds(watched, net.seen.getLast().input()), "the network reads a buffer of the run");
      // Written through the network, the state's own value: what the network saw is what the tensor holds.
      assertArrayEquals(net.seen.getLast().rows().getFirst().x(), Arrays.copyOf(s.x().toDoubles(), 2));
      assertTrue(holds(watched, net.seen.getLast().output()), "the network writes a buffer of the run");
      return s.hold(s.here().data());
    };
    try (Samples s = Zoo.sampler(net.epsilon(), spy, Worlds.INSIDE).on(watched).microBatch(3).steps(12)
        .sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertEquals(0, s.report().copies());
      assertEquals(0, watched.uploads);
    }
    assertTrue(new HashSet<>(states).size() <= 3, "states rotate");
    var outputs = new HashSet<Long>();
    for (HostNetwork.Seen c : net.seen) outputs.add(c.output());
    assertTrue(outputs.size() <= 3, "outputs rotate: " + outputs.size());
    watched.close();
  }

  /** Whether an address lies in one of the backend's buffers; a buffer may be cut into several values. */
  private static boolean holds(WatchedBackend b, long address) {
    return b.open.stream().map(Buffer::segment).anyMatch(s -> address >= s.address() && address < s.address() + s.byteSize());
  }

  @Test
  void theHistoryKeepsOutputsWhereTheNetworkWroteThem() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var values = new ArrayList<double[]>();
    var solver = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1).remembers(2);
      }

      @Override
      public Expr step(Step s) {
        values.add(((Tensor) s.here().raw()).toDoubles());
        for (int k = 1; k <= 2; k++) {
          Evaluation e = s.past(k);
          if (e != null) assertArrayEquals(values.get(s.index() - k), ((Tensor) e.raw()).toDoubles(), "not overwritten by a later call");
        }
        return s.hold(s.here().data());
      }
    };
    try (Backend b = Worlds.java(Precision.F64);
        Samples s = Zoo.sampler(net.epsilon(), solver, Worlds.INSIDE).on(b).microBatch(2).steps(9).sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertEquals(0, s.report().copies());
    }
    var outputs = new HashSet<Long>();
    for (HostNetwork.Seen c : net.seen) outputs.add(c.output());
    assertTrue(outputs.size() >= 3 * 2, "as many as are remembered and the one at work");
  }

  @Test
  void elsewhereEachInputAndOutputIsOneCopyAnEvaluation() {
    for (Precision edge : List.of(Precision.F32, Precision.F16)) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, edge).with("variance", Shape.of(3), Precision.F64, r -> new double[] {1, 2, r.x()[0]});
      try (Backend b = Worlds.java(Precision.F64);
          Samples s = ddim(net.epsilon()).on(b).microBatch(2).sample(Worlds.PAIR, Worlds.seeds(5))) {
        assertEquals(2 * Zoo.STEPS, s.report().copies(), "state in and raw out; the variance has the run's own precision");
      }
    }
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var device = new WatchedBackend(Precision.F64, new Memory("device"));
    try (Samples s = ddim(net.epsilon().guided(new Zoo.Rescaled(2))).on(device).microBatch(2)
        .sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5))) {
      assertEquals(3 * Zoo.STEPS, s.report().copies(), "one state in, two answers out");
    }
    device.close();
  }

  @Test
  void aRunOnADeviceGivesTheHostsBits() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    var device = new WatchedBackend(Precision.F32, new Memory("device"));
    try (Backend b = Worlds.java(Precision.F32)) {
      for (Solver solver : List.of(new SmallSolvers.Pec(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
        Sampler s = Zoo.sampler(net.epsilon().guided(new Zoo.Rescaled(2)), solver, Worlds.INSIDE).microBatch(2);
        assertArrayEquals(Zoo.values(s.on(b).start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5))),
            Zoo.values(s.on(device).start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5))));
      }
    }
    device.close();
  }

  @Test
  void valuesAreRoundedOnceAtTheEdge() {
    for (Precision edge : Precision.values()) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, edge, edge, r -> new double[] {1.0 / 3, r.x()[1]});
      var states = new ArrayList<double[]>();
      var outputs = new ArrayList<double[]>();
      try (Backend b = Worlds.java(Precision.F64)) {
        Zoo.sampler(net.epsilon(), s -> {
          states.add(s.x().toDoubles());
          outputs.add(((Tensor) s.here().raw()).toDoubles());
          return s.hold(s.here().data());
        }, Worlds.INSIDE).on(b).microBatch(2).steps(3).sample(Worlds.PAIR, Worlds.seeds(2)).close();
      }
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 4; i++) {
          double in = states.get(k)[i];
          assertEquals(rounded(in, edge), net.seen.get(k).rows().get(i / 2).x()[i % 2]);
        }
        assertEquals(rounded(1.0 / 3, edge), outputs.get(k)[0]);
      }
    }
  }

  private static double rounded(double v, Precision p) {
    return switch (p) {
      case F16 -> Half.toFloat(Half.of(v));
      case F32 -> (float) v;
      case F64 -> v;
    };
  }

  @Test
  void theInputScaleIsFusedWithTheConversionAndNeverPaidWhereItIsOne() {
    // EDM's preconditioning scales the input; in half precision that costs no pass of its own.
    HostNetwork half = HostNetwork.of(Worlds.PAIR, Precision.F16), own = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Backend b = Worlds.java(Precision.F32)) {
      var kernels = new ArrayList<Long>();
      for (ScoreFunction f : List.of(ScoreFunction.of(half, Prediction.edm(0.5), TimeLabel.SIGMA, Worlds.EXPLODING), half.epsilon(),
          own.epsilon(),
          ScoreFunction.of(own, Prediction.edm(0.5), TimeLabel.SIGMA, Worlds.EXPLODING))) {
        try (Samples s = ddim(f).on(b).sample(Worlds.PAIR, Seeds.of(1))) {
          kernels.add(s.report().kernels());
        }
      }
      // The start, then a step's sum and the look for NaN.
      assertEquals(List.of(1L + 2 * Zoo.STEPS, 1L + 2 * Zoo.STEPS, 1L + 2 * Zoo.STEPS, 1L + 3 * Zoo.STEPS), kernels);
    }
    double sigma = Worlds.EXPLODING.latest().sigma();
    assertEquals(sigma, half.seen.getFirst().rows().getFirst().label(), 1e-12);
  }

  @Test
  void aNetworkOfOneProcessRunsOnThePointsOfAnother() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var states = new ArrayList<double[]>();
    var points = new ArrayList<Point>();
    try (Backend b = Worlds.java(Precision.F64)) {
      Zoo.sampler(net.epsilon(), s -> {
        states.add(s.x().toDoubles());
        points.add(s.from());
        return s.hold(s.here().data());
      }, Worlds.INSIDE).along(Worlds.EXPLODING).on(b).sample(Worlds.PAIR, Seeds.of(1)).close();
    }
    for (int k = 0; k < Zoo.STEPS; k++) {
      Point own = Worlds.TURN.atLambda(points.get(k).lambda());
      HostNetwork.Row row = net.seen.get(k).rows().getFirst();
      assertEquals(own.time(), row.label(), 1e-12);
      for (int i = 0; i < 2; i++) assertEquals(states.get(k)[i] * own.sigma() / points.get(k).sigma(), row.x()[i], 1e-9);
    }
  }

  @Test
  void furtherOutputsComeAlongByName() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32)
        .with("variance", Worlds.PAIR, Precision.F32, r -> new double[] {r.x()[1], r.label()})
        .with("scale", Shape.of(), Precision.F64, r -> new double[] {r.condition("class", -1)});
    var seen = new ArrayList<double[]>();
    var solver = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1).remembers(1);
      }

      @Override
      public Expr step(Step s) {
        Evaluation last = s.past(1);
        if (last != null) assertArrayEquals(seen.getLast(), last.extra("variance").toDoubles(), "extras are remembered");
        seen.add(s.here().extra("variance").toDoubles());
        assertArrayEquals(new double[] {0, 1, 2}, s.here().extra("scale").toDoubles());
        assertEquals(Shape.of(), s.here().extra("scale").shape());
        assertThrows(NoSuchElementException.class, () -> s.here().extra("mean"));
        return s.hold(s.here().data()).plus(s.here().extra("variance").times(0.01));
      }
    };
    try (Backend b = Worlds.java(Precision.F32)) {
      Zoo.sampler(net.epsilon(), solver, Worlds.INSIDE).on(b).microBatch(2).sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3)).close();
    }
    assertEquals(Zoo.STEPS, seen.size());
  }

  @Test
  void twoNetworksOfDifferentPrecisionMayAnswerInTurn() {
    HostNetwork a = HostNetwork.of(Worlds.PAIR, Precision.F16), c = HostNetwork.of(Worlds.PAIR, Precision.F32);
    ScoreNetwork first = ScoreNetwork.of(a), second = ScoreNetwork.of(c);
    var watched = new WatchedBackend(Precision.F64);
    var auto = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public List<ScoreNetwork> networks() {
        return List.of(first, second);
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        Expr good = w.call(first, x, at.time(), List.of(w.conditions())).getFirst().raw();
        Expr bad = w.call(second, x, at.time(), List.of(w.conditions())).getFirst().raw();
        return new Evaluation(at, x, good.times(2).minus(bad), Prediction.EPSILON, Map.of());
      }
    };
    try (Samples s = ddim(auto).on(watched).microBatch(2).steps(30).sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertEquals(2 * 30, s.report().evaluations() * 2);
      assertEquals(2 * 3 * 30, s.report().networkRows());
      assertEquals(4 * 30, s.report().copies());
    }
    for (HostNetwork n : List.of(a, c)) {
      var inputs = new HashSet<Long>();
      for (HostNetwork.Seen seen : n.seen) inputs.add(seen.input());
      assertEquals(2, inputs.size(), "one staging place for each of the two micro-batches, not a new one in each step");
    }
    watched.close();
  }

  @Test
  void aScoreFunctionOverNetworksHonoursTheMicroBatchEvenIfItNamesNone() {
    ScoreNetwork net = ScoreNetwork.of(HostNetwork.of(Worlds.PAIR, Precision.F64));
    var anonymous = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        Outputs o = w.call(net, x, at.time(), List.of(w.conditions())).getFirst();
        return new Evaluation(at, x, o.raw(), Prediction.EPSILON, o.extras());
      }
    };
    try (Backend b = Worlds.java(Precision.F64)) {
      try (Samples s = ddim(anonymous).on(b).microBatch(3).steps(2).sample(Worlds.PAIR, Worlds.seeds(5))) {
        assertEquals(4, s.report().networkCalls());
        assertEquals("3", s.recipe().find("micro-batch"));
      }
    }
  }

  @Test
  void aNetworkOfAnotherShapeIsRefusedBeforeItIsCalled() {
    HostNetwork net = HostNetwork.of(Shape.of(3), Precision.F32);
    try (Backend b = Worlds.java(Precision.F32)) {
      var e = assertThrows(IllegalArgumentException.class, () -> ddim(net.epsilon()).on(b).sample(Worlds.PAIR, Seeds.of(1)));
      assertTrue(String.valueOf(e.getMessage()).contains("3") && e.getMessage().contains("2"), e.getMessage());
    }
    assertEquals(0, net.seen.size());
  }

  @Test
  void whatANetworkThrowsReachesTheCaller() {
    try (Backend b = Worlds.java(Precision.F32)) {
      for (Solver solver : List.of(new SmallSolvers.Ddim(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
        HostNetwork broken = HostNetwork.of(Worlds.PAIR, Precision.F32).before(c -> {
          throw new NetworkException("the runtime is out of order");
        });
        var e = assertThrows(NetworkException.class,
            () -> Zoo.sampler(broken.epsilon(), solver, Worlds.INSIDE).on(b).sample(Worlds.PAIR, Worlds.seeds(3)));
        assertEquals("the runtime is out of order", e.getMessage());
      }
    }
  }
}
