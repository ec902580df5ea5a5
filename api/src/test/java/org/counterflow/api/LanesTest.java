package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Adaptive runs: each sample with steps of its own, their network calls together. A step is run again with the answers that it had, so what
 * solvers of these tests note is noted once an attempt.
 */
@Timeout(60)
class LanesTest {
  private static final Seeds FIVE = Worlds.seeds(5);
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  private Sampler adaptive(HostNetwork net, EmbeddedSolver pair) {
    ScoreFunction f = ScoreFunction.of(net, Prediction.VELOCITY, TimeLabel.UNIT, Worlds.TURN);
    return Zoo.sampler(pair instanceof Counted ? Zoo.told(f, "lane") : f, Zoo.adaptive(pair), Worlds.INSIDE).on(backend).microBatch(3);
  }

  /** Adds what is not the same as the last. */
  private static <T> void note(List<T> all, T one) {
    if (all.isEmpty() || !all.getLast().equals(one)) all.add(one);
  }

  /** Notes steps and attempts of each sample. */
  private record Counted(EmbeddedSolver pair, Map<Integer, List<String>> steps) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return pair.traits();
    }

    @Override
    public Estimate stepWithError(Step s) {
      Estimate e = pair.stepWithError(s);
      int lane = (int) s.mean(s.given("lane"))[0];
      note(steps.computeIfAbsent(lane, k -> new ArrayList<>()), (e.error() <= 1 ? "+" : "-") + s.index() + " to " + s.to());
      return e;
    }
  }

  @Test
  void eachSampleTakesItsOwnStepsAndArrives() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var steps = new ConcurrentHashMap<Integer, List<String>>();
    Conditions c = Conditions.NONE.with("lane", Tensor.of(Worlds.PAIR, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
    double[] loose, tight;
    try (Samples s = adaptive(net, new Counted(new SmallSolvers.Pair(1e-3), steps)).sample(Worlds.PAIR, FIVE, c)) {
      loose = s.toDoubles();
      int attempts = steps.values().stream().mapToInt(List::size).sum();
      long accepted = steps.values().stream().flatMap(List::stream).filter(t -> t.startsWith("+")).count();
      assertTrue(accepted < attempts, "some were refused");
      // here() of a refused attempt is used again; its stage is paid for.
      assertEquals((accepted + attempts) / 5.0, s.report().evaluations(), 1e-12);
      assertEquals(accepted + attempts, s.report().networkRows());
      assertTrue(s.report().networkCalls() * 3 >= s.report().networkRows());
      assertEquals(net.seen.size(), s.report().networkCalls());
    }
    assertEquals(5, steps.size());
    assertTrue(steps.values().stream().map(List::size).distinct().count() > 1, "lanes differ: " + steps);
    tight = Zoo.values(adaptive(net, new SmallSolvers.Pair(3e-5)).start(Worlds.PAIR, FIVE, Conditions.NONE));
    assertArrayEquals(tight, loose, 2e-2);
  }

  @Test
  void oneAdvanceIsOneAcceptedStepOfEachThatIsNotAtItsEnd() {
    var steps = new ConcurrentHashMap<Integer, List<String>>();
    Conditions c = Conditions.NONE.with("lane", Tensor.of(Worlds.PAIR, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    try (Run r = adaptive(net, new Counted(new SmallSolvers.Pair(1e-3), steps)).start(Worlds.PAIR, FIVE, c)) {
      for (int i = 1; i <= 3; i++) {
        r.advance();
        for (List<String> lane : steps.values()) assertEquals(i, lane.stream().filter(t -> t.startsWith("+")).count());
      }
    }
  }

  @Test
  void finishingDoesNotWaitForTheSlowestAfterEachStep() {
    // Even and odd lanes refuse in turn: in step, each step costs three calls; left alone, a lane makes five in two steps.
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var pair = new EmbeddedSolver() {
      @Override
      public Estimate stepWithError(Step s) {
        double lane = s.mean(s.given("class"))[0];
        // Each refusal shortens by a tenth, and there was one in each second step so far.
        boolean first = Math.abs(s.from().stepTo(s.to())) > 0.95 * StrictMath.pow(0.9, s.index() / 2);
        Expr d = s.here().data();
        s.evaluate(s.hold(d), s.to());
        return new Estimate(s.hold(d), (s.index() + lane) % 2 == 0 && first ? 2 : 0.5);
      }
    };
    var a = new Adaptive(pair, e -> new Decision(e.now().error() <= 1, e.now().error() <= 1 ? 1 : 0.9), 1, 100);
    Sampler s = adaptive(net, pair).solver(a).microBatch(2);
    Seeds two = Seeds.of(1, 2);
    Conditions c = Conditions.classes(0, 1);
    long waiting;
    double[] stepByStep;
    try (Run r = s.start(Worlds.PAIR, two, c)) {
      while (r.advance()) {
        // Each in step with the slowest.
      }
      waiting = r.report().networkCalls();
      stepByStep = Zoo.values(r);
    }
    try (Samples all = s.sample(Worlds.PAIR, two, c)) {
      assertArrayEquals(stepByStep, all.toDoubles());
      assertTrue(all.report().networkCalls() < waiting, all.report().networkCalls() + " calls instead of " + waiting);
    }
  }

  @Test
  void rowsMeetInPaddedMicroBatchesWithTheirOwnLabelsFromTheCallersThread() {
    HostNetwork net = HostNetwork.byCount(Worlds.PAIR, Precision.F64);
    Samples five = adaptive(net, new SmallSolvers.Pair(1e-3)).sample(Worlds.PAIR, FIVE, Zoo.classes(5));
    assertTrue(net.seen.stream().anyMatch(s -> s.rows().stream().mapToDouble(HostNetwork.Row::label).distinct().count() > 1),
        "one label a row");
    for (HostNetwork.Seen s : net.seen) {
      assertEquals(3, s.rows().size());
      assertSame(Thread.currentThread(), s.thread());
      assertFalse(s.thread().isVirtual());
    }
    // Five lanes begin together: two micro-batches, the second padded with its last row.
    List<HostNetwork.Row> second = net.seen.get(1).rows();
    assertArrayEquals(second.get(1).x(), second.get(2).x());
    assertEquals(net.rowsSeen() - five.report().networkRows(), five.report().paddedRows());
    five.close();
  }

  @Test
  void rowsOfANetworkWhoseRowsAreIndependentAreNotPaddedAndHaveThePaddedOnesBits() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    Sampler s = adaptive(net, new SmallSolvers.Pair(1e-3)).microBatch(4);
    try (Samples five = s.sample(Worlds.PAIR, FIVE, Zoo.classes(5))) {
      assertEquals(4 + 4 + 2 + 1, five.report().probedRows(), "four, the same four in other places, two and one");
      assertTrue(net.seen.stream().anyMatch(c -> c.rows().size() == 1), "the last sample alone");
      assertTrue(five.report().paddedRows() < five.report().networkRows() / 8, "three rows go out as four, nothing else: " + five.report());
      for (int r = 0; r < 5; r++)
        assertArrayEquals(five.doubles(r), Zoo.values(s.start(Worlds.PAIR, Seeds.of(FIVE.get(r)), Conditions.classes(r % 3))));
    }
  }

  @Test
  void conditionsFollowTheirSamplesWhoeverIsAtWork() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).taking("prompt", ElementType.FLOAT, Shape.of(3))
        .taking("own", ElementType.FLOAT16, Shape.of());
    Conditions c = Zoo.classes(5).with("prompt", Tensor.of(Shape.of(3), 1, 2, 3))
        .with("own", Value.of(Shape.of(5), 0.0, 1.0, 2.0, 0.0, 1.0));
    adaptive(net, new SmallSolvers.Pair(1e-3)).sample(Worlds.PAIR, FIVE, c).close();
    assertTrue(net.seen.stream().map(s -> s.rows().stream().map(r -> r.condition("own", -1)).toList()).distinct().count() > 3,
        "calls of other samples");
    for (HostNetwork.Seen s : net.seen) {
      for (HostNetwork.Row r : s.rows()) {
        assertArrayEquals(new double[] {1, 2, 3}, r.conditions().get("prompt"));
        assertEquals(r.condition("class", -1), r.condition("own", -2));
      }
    }
  }

  @Test
  void attemptsAreBoundedAndTheMessageSaysWhatToDo() {
    var a = new Adaptive(new SmallSolvers.Pair(1e-9), new SmallSolvers.Looking(), 0.5, 12);
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var e = assertThrows(IllegalStateException.class,
        () -> Zoo.sampler(net.epsilon(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, FIVE));
    String said = String.valueOf(e.getMessage());
    assertTrue(said.startsWith("sample 0 (seed 11)") && said.contains("12 attempted steps") && said.contains("at lambda -")
        && said.contains("max-steps"), said);
  }

  @Test
  void theFirstSampleThatFailsIsTheOneReported() {
    for (int i = 0; i < 20; i++) attemptsAreBoundedAndTheMessageSaysWhatToDo();
  }

  @Test
  void aSampleThatFailsEndsTheRunAtOnceAndStepsThatCountedStay() {
    var failing = new AtomicBoolean();
    var pair = new EmbeddedSolver() {
      @Override
      public Estimate stepWithError(Step s) {
        Expr d = s.here().data();
        s.evaluate(s.hold(d), s.to());
        if (failing.get() && s.index() == 2 && s.mean(s.given("class"))[0] == 1) throw new UnsupportedOperationException("lane 1 is out");
        return new Estimate(s.hold(d), 0.9);
      }
    };
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    Conditions c = Conditions.classes(0, 1, 2, 3, 4);
    Sampler s = adaptive(net, pair);
    double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, c));
    try (Run r = s.start(Worlds.PAIR, FIVE, c)) {
      r.advance();
      r.advance();
      failing.set(true);
      for (int i = 0; i < 2; i++) assertEquals("lane 1 is out", assertThrows(UnsupportedOperationException.class, r::advance).getMessage());
      failing.set(false);
      assertArrayEquals(whole, Zoo.values(r), "what failed has not happened");
    }
  }

  @Test
  void anErrorInsideANetworkReachesTheCallerAndTheRunGoesOn() {
    var failing = new AtomicBoolean(true);
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).before(c -> {
      if (failing.get()) throw new OutOfMemoryError("of the test");
    });
    Sampler s = adaptive(net, new SmallSolvers.Pair(1e-2));
    try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
      assertEquals("of the test", assertThrows(OutOfMemoryError.class, r::advance).getMessage());
      failing.set(false);
      assertArrayEquals(Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE)), Zoo.values(r));
    }
  }

  @Test
  void oneMicroBatchThatFailsTakesOnlyItsLanes() {
    var net = HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64, r -> {
      if (r.label() < 0.6 && r.condition("class", 0) == 4) throw new NetworkException("class 4 is refused");
      return new double[] {0.1 * r.x()[0], 0.2 * r.x()[1]};
    });
    try (Run r = adaptive(net, new SmallSolvers.Pair(1e-2)).microBatch(1).start(Worlds.PAIR, FIVE, Conditions.classes(0, 1, 2, 3, 4))) {
      var e = assertThrows(NetworkException.class, () -> {
        while (r.advance()) {
          // Until class 4 gets there.
        }
      });
      assertEquals("class 4 is refused", e.getMessage());
    }
  }

  @Test
  void lanesThatAskDifferentlyAreServedApart() {
    // Below a half nothing is guided: lanes then ask different numbers of times, with other conditions.
    var g = new Guidance() {
      @Override
      public List<Conditions> ask(Conditions asked, Point at) {
        return at.time() > 0.5 ? List.of(asked, asked.without(Conditions.CLASS)) : List.of(asked);
      }

      @Override
      public Evaluation combine(List<Evaluation> answers, Workspace w) {
        Expr c = answers.getFirst().raw();
        return answers.size() == 1 ? answers.getFirst() : answers.getFirst().with(w.value(c.times(2).minus(answers.get(1).raw())));
      }
    };
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    Sampler s = Zoo.sampler(net.epsilon().guided(g), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE).on(backend).microBatch(2);
    double[] all = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.classes(0, 1, 2, 3, 4)));
    for (int r = 0; r < 5; r++)
      assertArrayEquals(Zoo.rows(all, 2, r), Zoo.values(s.start(Worlds.PAIR, Seeds.of(FIVE.get(r)), Conditions.classes(r))));
  }

  /** Counts its steps in the carry, and offers its last evaluation. */
  private record Stubborn(Set<Integer> steps) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(1);
    }

    @Override
    public Estimate stepWithError(Step s) {
      steps.add(s.index());
      Tensor seen = s.carry().get("stubborn.steps");
      double before = seen == null ? 0 : s.mean(seen)[0];
      assertEquals(s.index(), before, "one for each accepted step");
      s.carry().put("stubborn.steps", Ones.ONES.times(before + 1));
      Expr d = s.here().data();
      assertArrayEquals(s.x().toDoubles(), s.value(s.here().x()).toDoubles());
      Tensor x = s.value(s.hold(d));
      s.evaluate(x.times(0.5), s.to());
      s.next(s.evaluate(x, s.to()));
      return new Estimate(x, 1);
    }
  }

  @Test
  void aRefusedAttemptUndoesCarryAndNextButKeepsItsOwnEvaluation() {
    // Each step is refused twice.
    var a = new Adaptive(new Stubborn(new TreeSet<>()), t -> new Decision(t.rejected().size() == 2, t.rejected().size() == 2 ? 8 : 0.5), 2, 1000);
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    try (Samples s = Zoo.sampler(net.epsilon(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3))) {
      int steps = ((Stubborn) a.pair()).steps.size();
      assertTrue(steps > 2);
      // The first here(); then a stage and an offer an attempt, and each further here() was the accepted offer.
      assertEquals(1 + 6.0 * steps, s.report().evaluations());
    }
  }

  /** Counts its evaluations in the carry. */
  private record Counting(List<Double> counts) implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      Tensor t = w.carry().get("counting.n");
      double n = t == null ? 1 : w.mean(t)[0] + 1;
      w.carry().put("counting.n", Ones.ONES.times(n));
      counts.add(n);
      return e;
    }
  }

  @Test
  void theCarryOfAKeptEvaluationIsKeptWithIt() {
    // One evaluation a step, each step refused once: a rule with momentum must have seen each state that entered, once.
    var counts = new ArrayList<Double>();
    EmbeddedSolver pair = s -> new Estimate(s.hold(s.here().data()), 1);
    var a = new Adaptive(pair, t -> new Decision(!t.rejected().isEmpty(), t.rejected().isEmpty() ? 0.5 : 4), 1, 1000);
    Zoo.sampler(Worlds.bumps().with(new Counting(counts)), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3)).close();
    var expected = new ArrayList<Double>();
    for (int i = 1; i <= counts.size(); i++) expected.add((double) i);
    assertTrue(counts.size() > 2);
    assertEquals(expected, counts);
  }

  @Test
  void theControlSeesThisAttemptTheAcceptedOnesAndTheRefusedLatestFirst() {
    var seen = new ArrayList<Attempts>();
    EmbeddedSolver pair = s -> new Estimate(s.hold(s.here().data()), 10 * s.from().stepTo(s.to()));
    // Each step is refused as often as was counted before it, by three.
    Predicate<Attempts> accepted = t -> t.rejected().size() == t.accepted().size() % 3;
    var a = new Adaptive(pair, t -> {
      if (seen.isEmpty() || !seen.getLast().now().equals(t.now())) seen.add(t);
      return new Decision(accepted.test(t), accepted.test(t) ? 1.7 : 0.7);
    }, 0.5, 100);
    Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3)).close();
    var good = new ArrayList<Attempt>();
    var bad = new ArrayList<Attempt>();
    for (Attempts t : seen) {
      assertEquals(good.subList(0, Math.min(Attempts.REMEMBERED, good.size())), t.accepted());
      assertEquals(bad, t.rejected());
      assertEquals(10 * t.now().step(), t.now().error(), 1e-12);
      if (accepted.test(t)) {
        good.addFirst(t.now());
        bad.clear();
      } else {
        bad.addFirst(t.now());
      }
    }
    assertTrue(good.size() > Attempts.REMEMBERED && seen.size() > good.size() + 2, "accepted " + good.size() + " of " + seen.size());
    double left = Worlds.TURN.earliest().lambda() - Worlds.TURN.latest().lambda(), size = 0.5;
    for (Attempts t : seen) {
      assertEquals(Math.min(size, left), t.now().step(), 1e-9);
      if (accepted.test(t)) left -= t.now().step();
      size = t.now().step() * (accepted.test(t) ? 1.7 : 0.7);
    }
  }

  @Test
  void stepsAreTakenInLambdaEitherWayAndTheFactorIsOfTheStepReallyTried() {
    for (boolean up : new boolean[] {false, true}) {
      var lengths = new ArrayList<Double>();
      var ends = new ArrayList<Point>();
      var pair = new EmbeddedSolver() {
        @Override
        public Estimate stepWithError(Step s) {
          note(lengths, s.from().stepTo(s.to()));
          note(ends, s.to());
          assertEquals(ends.getLast().equals(up ? Worlds.TURN.latest() : Worlds.TURN.earliest()), s.last());
          assertThrows(IllegalStateException.class, s::count);
          return new Estimate(s.hold(s.here().data()), 1);
        }
      };
      Sampler s = Zoo.sampler(Worlds.bumps(), new Adaptive(pair, e -> new Decision(true, 2), 0.5, 100), Worlds.INSIDE).on(backend);
      if (up) s.encode(Tensor.of(Worlds.PAIR, 0.5, 0.5), Seeds.of(1), Conditions.NONE).close();
      else s.sample(Worlds.PAIR, Seeds.of(1)).close();
      double way = up ? -1 : 1, sum = 0;
      assertEquals(5, lengths.size(), "0.5, 1, 2, 4 and the rest");
      for (int i = 0; i < lengths.size(); i++) {
        if (i < lengths.size() - 1) assertEquals(way * 0.5 * (1 << i), lengths.get(i), 1e-9);
        sum += lengths.get(i);
      }
      assertEquals(way * (Worlds.TURN.earliest().lambda() - Worlds.TURN.latest().lambda()), sum, 1e-9);
      assertEquals(up ? Worlds.TURN.latest() : Worlds.TURN.earliest(), ends.getLast(), "exactly the grid's end");
    }
  }

  @Test
  void aStepCutAtTheEndAndRefusedIsShortenedFromWhatWasTried() {
    var lengths = new ArrayList<Double>();
    EmbeddedSolver pair = s -> {
      note(lengths, s.from().stepTo(s.to()));
      return new Estimate(s.hold(s.here().data()), 1);
    };
    var a = new Adaptive(pair, t -> new Decision(!t.rejected().isEmpty(), 0.5), 1000, 100);
    try (Run r = Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).start(Worlds.PAIR, Seeds.of(1), Conditions.NONE)) {
      r.advance();
    }
    double whole = Worlds.TURN.earliest().lambda() - Worlds.TURN.latest().lambda();
    assertEquals(2, lengths.size());
    assertEquals(whole, lengths.get(0), 1e-9);
    assertEquals(whole / 2, lengths.get(1), 1e-9);
  }

  @Test
  void manySmallSamplesAreWorkedOffInGroups() {
    var groups = new ArrayList<Integer>();
    var begun = new AtomicInteger();
    Watcher watcher = p -> {
      if (p.step() == 0) begun.incrementAndGet();
      else if (begun.get() > 0) groups.add(begun.getAndSet(0));
    };
    var net = HostNetwork.of(Shape.of(1), Precision.F64, Precision.F64, r -> new double[] {0.3 * r.x()[0] + r.condition("class", 0)});
    int n = 1100;
    var start = new double[n];
    var classes = new long[n];
    for (int i = 0; i < start.length; i++) {
      start[i] = StrictMath.sin(i);
      classes[i] = i % 2;
    }
    Sampler s = adaptive(net, new SmallSolvers.Pair(0.5)).microBatch(16).watch(watcher);
    Tensor x = Tensor.of(Shape.of(1), start);
    double[] all = Zoo.values(s.start(x, Seeds.range(0, n), Conditions.classes(classes)));
    assertTrue(groups.stream().allMatch(g -> g <= 600), "each lane has a record of its own: " + groups);
    assertEquals(n, groups.stream().mapToInt(g -> g).sum());
    Tensor last = Tensor.of(Shape.of(1), start[n - 1]);
    assertArrayEquals(new double[] {all[n - 1]}, Zoo.values(s.start(last, Seeds.of(n - 1), Conditions.classes(1))));
  }

  @Test
  void noNumberOfStepsIsNeeded() {
    Sampler s = Sampler.of(Worlds.bumps()).on(backend).solver(Zoo.adaptive(new SmallSolvers.Pair(1e-3))).grid(Worlds.INSIDE);
    try (Samples none = s.sample(Worlds.PAIR, Worlds.seeds(3)); Samples some = s.steps(7).sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertArrayEquals(some.toDoubles(), none.toDoubles());
      assertTrue(none.report().evaluations() > 7);
    }
  }
}
