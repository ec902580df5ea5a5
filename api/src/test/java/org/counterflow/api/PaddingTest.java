package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One image costs one row a step where that changes no bit, and a whole micro-batch where it would. */
class PaddingTest {
  private static final int STEPS = 10;
  /** 16 rows, and 1, 2, 4 and 8. */
  private static final int PROBE = 31;
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  private Sampler sampler(ScoreFunction f) {
    return Sampler.of(f).solver(new SmallSolvers.TwoM()).grid(Worlds.TO_CLEAN).steps(STEPS).on(backend);
  }

  private Samples one(ScoreFunction f, int i) {
    return sampler(f).sample(Worlds.PAIR, Seeds.of(i), Conditions.classes(i % 3));
  }

  private double[] of64(ScoreFunction f, int i) {
    try (Samples s = sampler(f).sample(Worlds.PAIR, Seeds.range(0, 64), Zoo.classes(64))) {
      assertEquals(0, s.report().paddedRows());
      return s.doubles(i);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void oneImageOfAnUndescribedNetworkIsOneRowAStep(Precision edges) {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, edges);
    ScoreFunction f = net.epsilon();
    try (Samples s = one(f, 5)) {
      assertEquals(STEPS, s.report().networkRows());
      assertEquals(STEPS, net.rowsSeen(), "really computed");
      assertEquals(0, s.report().paddedRows());
      assertEquals(PROBE, s.report().probedRows());
      assertEquals(PROBE, net.probes.stream().mapToInt(p -> p.rows().size()).sum());
      assertArrayEquals(of64(f, 5), s.toDoubles(), "the bits it has among others");
    }
    try (Samples s = one(f, 6)) {
      assertEquals(0, s.report().probedRows(), "asked once of an open network");
      assertEquals(STEPS, s.report().networkRows() + s.report().paddedRows());
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void whereBitsDependOnTheNumberOfRowsCallsArePadded(Precision edges) {
    HostNetwork net = HostNetwork.byCount(Worlds.PAIR, edges);
    ScoreFunction f = net.epsilon();
    try (Samples s = one(f, 5)) {
      assertEquals(STEPS, s.report().networkRows());
      assertEquals(15 * STEPS, s.report().paddedRows());
      assertEquals(16 * STEPS, net.rowsSeen());
      assertEquals(PROBE, s.report().probedRows());
      assertArrayEquals(of64(f, 5), s.toDoubles());
    }
    assertTrue(f.networks().getFirst().facts().values().stream().noneMatch(v -> v), "nothing is equal");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 9, 15})
  void theLastCallHasTheLeastPowerOfTwoThatHoldsIt(int rest) {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Samples s = sampler(net.epsilon()).sample(Worlds.PAIR, Seeds.range(0, 16 + rest), Zoo.classes(16 + rest))) {
      int call = rest > 8 ? 16 : Integer.highestOneBit(2 * rest - 1);
      for (int k = 0; k < net.seen.size(); k++) assertEquals(k % 2 == 0 ? 16 : call, net.seen.get(k).rows().size());
      assertEquals((long) (call - rest) * STEPS, s.report().paddedRows());
      assertEquals(rest > 8 ? 0 : PROBE, s.report().probedRows(), "not where nothing can be saved");
      assertArrayEquals(of64(net.epsilon(), 15 + rest), s.doubles(15 + rest));
    }
  }

  @Test
  void aProbeThatCostsMoreThanItSavesIsNotMade() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Samples s = sampler(net.epsilon()).steps(2).sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals(0, s.report().probedRows());
      assertEquals(2 * 15, s.report().paddedRows());
    }
  }

  @Test
  void whatWasFoundOutMayBeKept() {
    ScoreNetwork first = ScoreNetwork.of(HostNetwork.of(Worlds.PAIR, Precision.F32));
    one(ScoreFunction.of(first, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN), 1).close();
    ScoreNetwork again = ScoreNetwork.of(HostNetwork.of(Worlds.PAIR, Precision.F32));
    again.facts().putAll(first.facts());
    try (Samples s = one(ScoreFunction.of(again, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN), 1)) {
      assertEquals(0, s.report().probedRows() + s.report().paddedRows());
    }
  }

  @Test
  void aNetworkWhoseRowsDependOnTheirPlaceIsRefusedWithTheRemedy() {
    HostNetwork net = HostNetwork.byPlace(Worlds.PAIR, Precision.F32);
    for (int microBatch : new int[] {2, 3, 4, 5, 6, 7, 16}) {
      var e = assertThrows(NetworkException.class, () -> sampler(net.epsilon()).microBatch(microBatch).sample(Worlds.PAIR, Seeds.of(1)));
      assertTrue(String.valueOf(e.getMessage()).contains("smooth.net") && e.getMessage().contains("micro-batch to 1"), e.getMessage());
    }
    try (Samples s = sampler(net.epsilon()).microBatch(1).sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals(0, s.report().probedRows());
    }
  }

  @Test
  void aNetworkThatTakesOneNumberOfRowsWhateverItDeclaresIsPadded() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).before(c -> {
      if (c.inputs().getOrDefault(HostNetwork.STATE, Value.of(Shape.of(1), 1f)).count() != 16) throw new NetworkException("16 rows or none");
    });
    try (Samples s = one(net.epsilon(), 1)) {
      assertEquals(15 * STEPS, s.report().paddedRows());
    }
  }

  @Test
  void rowsThatSayNothingProveNothing() {
    // At the label of the probe it says what has no digits; elsewhere its rows depend on their number.
    for (double nothing : new double[] {Double.NaN, 0}) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32, Precision.F32, r -> {
        double[] f = HostNetwork.smooth(r);
        for (int i = 0; i < 2; i++) f[i] = r.label() == 1 ? nothing : f[i] * (1 + 0.01 * r.rows());
        return f;
      });
      try (Samples s = one(net.epsilon(), 1)) {
        assertEquals(16, s.report().probedRows());
        assertEquals(15 * STEPS, s.report().paddedRows());
      }
    }
  }

  @Test
  void aNetworkThatOnlyGuidanceCanAskIsPadded() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).taking("prompt", ElementType.FLOAT, Shape.of());
    var giving = new Guidance() {
      @Override
      public List<Conditions> ask(Conditions asked, Point at) {
        return List.of(asked.with("prompt", Value.of(Shape.of(1), 0.5f)));
      }

      @Override
      public Evaluation combine(List<Evaluation> answers, Workspace w) {
        return answers.getFirst();
      }
    };
    try (Samples s = one(net.epsilon().guided(giving), 1)) {
      assertEquals(0, s.report().probedRows());
      assertEquals(15 * STEPS, s.report().paddedRows());
    }
  }

  private static HostNetwork fixed(int rows) {
    return HostNetwork.of(Worlds.PAIR, Precision.F32).taking(Port.of(HostNetwork.STATE, ElementType.FLOAT, rows, 2))
        .taking(Port.of(HostNetwork.TIME, ElementType.DOUBLE, rows)).taking(Port.of(HostNetwork.CLASSES, ElementType.INT64, rows));
  }

  @Test
  void aFixedNumberOfRowsIsTheMicroBatch() {
    HostNetwork net = fixed(4);
    try (Samples s = sampler(net.epsilon()).sample(Worlds.PAIR, Seeds.range(0, 5), Zoo.classes(5))) {
      assertEquals("4", s.recipe().find("micro-batch"));
      for (HostNetwork.Seen c : net.seen) assertEquals(4, c.rows().size());
      assertEquals(3 * STEPS, s.report().paddedRows());
      assertEquals(0, s.report().probedRows());
      for (int r = 0; r < 5; r++) assertArrayEquals(of64(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), r), s.doubles(r));
    }
  }

  /** The mean of several networks at several places: whatever rows each takes. */
  private record Several(List<ScoreNetwork> networks) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      return evaluate(List.of(x), List.of(at), w).getFirst();
    }

    @Override
    public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
      var raw = new Expr[xs.size()];
      for (ScoreNetwork n : networks) {
        var asks = new ArrayList<Ask>();
        for (int i = 0; i < raw.length; i++) asks.add(Ask.of(xs.get(i), ats.get(i).time(), w.conditions()));
        var answers = w.call(n, asks);
        for (int i = 0; i < raw.length; i++) {
          Expr one = answers.get(i).raw().times(1.0 / networks.size());
          raw[i] = raw[i] == null ? one : raw[i].plus(one);
        }
      }
      var all = new ArrayList<Evaluation>();
      for (int i = 0; i < raw.length; i++) all.add(new Evaluation(ats.get(i), xs.get(i), raw[i], Prediction.EPSILON, Map.of()));
      return all;
    }
  }

  @Test
  void networksOfDifferentFixedRowsAnswerListsOfQuestions() {
    Solver stages = s -> {
      Expr d = s.here().data();
      List<Point> at = List.of(s.schedule().between(s.from(), s.to(), 0.3), s.schedule().between(s.from(), s.to(), 0.6), s.to());
      List<Evaluation> more = s.evaluate(at.stream().map(p -> s.from().hold(s.x(), d, p)).toList(), at);
      return s.hold(d.plus(more.get(0).data()).plus(more.get(1).data()).plus(more.get(2).data()).times(0.25));
    };
    HostNetwork three = fixed(3), four = fixed(4), any = HostNetwork.byCount(Worlds.PAIR, Precision.F32);
    var f = new Several(List.of(ScoreNetwork.of(three), ScoreNetwork.of(four), ScoreNetwork.of(any)));
    Sampler s = Sampler.of(f).solver(stages).grid(Worlds.INSIDE).steps(4).on(backend);
    int n = 7;
    try (Samples all = s.microBatch(12).sample(Worlds.PAIR, Seeds.range(30, 30 + n), Zoo.classes(n))) {
      for (HostNetwork.Seen c : three.seen) assertEquals(3, c.rows().size());
      for (HostNetwork.Seen c : four.seen) assertEquals(4, c.rows().size());
      for (HostNetwork.Seen c : any.seen) assertEquals(12, c.rows().size());
      long computed = (long) three.rowsSeen() + four.rowsSeen() + any.rowsSeen();
      assertEquals(3 * n * 4 * 4, all.report().networkRows());
      assertEquals(computed, all.report().networkRows() + all.report().paddedRows());
      for (int r = 0; r < n; r++) {
        try (Samples one = s.microBatch(12).sample(Worlds.PAIR, Seeds.of(30 + r), Conditions.classes(r % 3))) {
          assertArrayEquals(all.doubles(r), one.toDoubles());
        }
      }
    }
  }
}
