package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which noise a step draws. */
class NoiseTest {
  private static final long STEP = 1L << 56;
  private final Backend backend = Worlds.java(Precision.F64);
  private final List<Expr> drawn = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    backend.close();
  }

  private record Written(Traits traits, Function<Step, Expr> rule) implements Solver {
    @Override
    public Expr step(Step s) {
      return rule.apply(s);
    }
  }

  private static Solver written(Function<Step, Expr> rule) {
    return new Written(Traits.of(1).stochastic(1), rule);
  }

  private static Solver wrapper(Function<Step, Expr> rule) {
    return new Written(Traits.of(1).stochastic(1).wraps(true), rule);
  }

  private Expr draw(Step s) {
    Expr z = s.noise();
    drawn.add(z);
    return z;
  }

  private static Set<Long> streams(Expr e) {
    var all = new HashSet<Long>();
    for (Expr leaf : Sum.of(e).leaves()) if (leaf instanceof Noise(long stream)) all.add(stream);
    return all;
  }

  private List<Long> drawnStreams() {
    return drawn.stream().map(e -> ((Noise) e).stream()).toList();
  }

  private Sampler sampler(Solver s) {
    return Zoo.sampler(Worlds.bumps(), s, Worlds.INSIDE).on(backend);
  }

  @Test
  void theStartIsStreamZeroOfEachSeed() {
    try (Samples s = sampler(written(t -> t.x())).steps(1).sample(Worlds.PAIR, Seeds.of(42, 7))) {
      for (int r = 0; r < 2; r++)
        for (int i = 0; i < 2; i++) assertEquals(Normals.normal(s.recipe().seeds().get(r), 0, i), s.doubles(r)[i]);
    }
  }

  @Test
  void aDrawIsPurposeScopeStepAndNumber() {
    sampler(wrapper(s -> {
      draw(s);
      Expr x = s.run(written(t -> t.x().plus(draw(t)).plus(draw(t))), s.from(), s.x(), s.to());
      draw(s);
      return s.run(written(t -> t.x().plus(draw(t))), s.to(), x, s.to());
    })).steps(2).sample(Worlds.PAIR, Seeds.of(1)).close();
    var expected = new ArrayList<Long>();
    for (long step = 0; step < 2; step++)
      for (long scopeAndDraw : new long[] {0, 1L << 48, 1L << 48 | 1, 1, 2L << 48}) expected.add(STEP | step << 24 | scopeAndDraw);
    assertEquals(expected, drawnStreams());
  }

  @Test
  void noTwoDrawsOfARunAreTheSame() {
    Solver two = written(s -> s.x().plus(draw(s)).plus(draw(s)));
    Solver nested = wrapper(s -> s.run(two, s.from(), s.run(two, s.from(), s.x().plus(draw(s)), s.to()), s.to()).plus(draw(s)));
    sampler(wrapper(s -> s.run(nested, s.from(), s.x().plus(draw(s)), s.to()).plus(draw(s)))).steps(20).sample(Worlds.PAIR, Seeds.of(1))
        .close();
    assertEquals(20 * 8, drawn.size());
    assertEquals(20 * 8, new HashSet<>(drawnStreams()).size());
  }

  @Test
  void thePlanShowsTheDrawsThatWereMade() {
    var plans = new ArrayList<Long>();
    sampler(new SmallSolvers.Ancestral(new SmallSolvers.TwoDraws(), 0.5))
        .watch(Zoo.each((i, from, to, plan, x, kept) -> plans.addAll(streams(plan))))
        .sample(Worlds.PAIR, Seeds.of(1)).close();
    // Of the inner draws one is inside a value; the others and the wrapper's stand in the sum.
    assertEquals(plans.size(), new HashSet<>(plans).size());
    assertTrue(plans.contains(STEP) && plans.contains(STEP | 1L << 48 | 1), plans.toString());
  }

  @Test
  void aDrawUsedTwiceIsOneNoise() {
    Solver s = written(t -> {
      Expr z = t.noise();
      return t.x().plus(z.times(0.5)).minus(z.times(0.5));
    });
    try (Samples a = sampler(s).sample(Worlds.PAIR, Seeds.of(5));
        Samples b = sampler(written(t -> t.x())).sample(Worlds.PAIR, Seeds.of(5))) {
      assertArrayEquals(b.toDoubles(), a.toDoubles());
    }
  }

  @Test
  void tooManyInnerRunsAreRefusedBeforeTheirNoiseRepeats() {
    Solver inner = written(t -> t.x().plus(t.noise()));
    Solver many = wrapper(s -> {
      Expr x = s.x();
      for (int i = 0; i < 300; i++) x = s.run(inner, s.from(), x, s.to());
      return x;
    });
    assertThrows(IllegalStateException.class, () -> sampler(many).steps(1).sample(Worlds.PAIR, Seeds.of(1)));
  }

  /** {@code x + W(to) - W(from)}, in units of the schedule's time range. */
  private static Expr walk(Step s, Point a, Point b) {
    double range = s.schedule().latest().time() - s.schedule().earliest().time();
    return s.noise(a, b).times(StrictMath.sqrt(Math.abs(a.time() - b.time()) / range));
  }

  @Test
  void onABrownianPathTheNumberOfStepsDoesNotMatter() {
    double[] one = null;
    for (int n : new int[] {1, 3, 64}) {
      try (Samples s = sampler(written(t -> t.x().plus(walk(t, t.from(), t.to())))).brownianNoise().steps(n)
          .sample(Worlds.PAIR, Seeds.of(1, 2, 3))) {
        if (one == null) one = s.toDoubles();
        assertArrayEquals(one, s.toDoubles(), 1e-6);
      }
    }
  }

  @Test
  void withoutItEachStepDrawsForItself() {
    Solver s = written(t -> t.x().plus(walk(t, t.from(), t.to())));
    try (Samples a = sampler(s).steps(1).sample(Worlds.PAIR, Seeds.of(1));
        Samples b = sampler(s).steps(3).sample(Worlds.PAIR, Seeds.of(1))) {
      assertTrue(Math.abs(a.doubles(0)[0] - b.doubles(0)[0]) > 1e-3);
    }
  }

  @Test
  void twoDrawsOnOneIntervalOfAPathAreIndependent() {
    sampler(written(s -> {
      Set<Long> a = streams(s.noise()), b = streams(s.noise()), back = streams(s.noise(s.to(), s.from()));
      assertTrue(Collections.disjoint(a, b));
      assertTrue(Collections.disjoint(a, back) && Collections.disjoint(b, back), "the way back is the same interval");
      drawn.add(s.noise());
      return s.x();
    })).brownianNoise().sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(Zoo.STEPS, drawn.size());
  }

  @Test
  void pathsOfScopesNeverMeetHoweverManyThereAre() {
    Solver twice = written(s -> {
      drawn.add(s.noise());
      drawn.add(s.noise());
      return s.x();
    });
    sampler(wrapper(s -> {
      Expr x = s.x();
      for (int i = 0; i < 70; i++) x = s.run(twice, s.from(), x, s.to());
      return x;
    })).brownianNoise().steps(1).sample(Worlds.PAIR, Seeds.of(1)).close();
    var all = new HashSet<Long>();
    int sum = 0;
    for (Expr e : drawn) {
      sum += streams(e).size();
      all.addAll(streams(e));
    }
    assertEquals(140, drawn.size());
    assertEquals(sum, all.size());
  }

  @Test
  void whatChurnAddsOutsideTheStepRepeatsNoPath() {
    // Up by more than a step before each step, and down over both by an inner solver that draws: these ways overlap from step to step.
    Solver inner = written(s -> {
      drawn.add(s.noise());
      return s.x();
    });
    sampler(wrapper(s -> {
      Point up = s.schedule().at(Math.min(0.99, s.from().time() + 2 * (s.from().time() - s.to().time())));
      if (up.time() <= s.from().time()) return s.x();
      drawn.add(s.noise(s.from(), up));
      Expr x = s.run(inner, up, s.x(), s.to());
      drawn.add(s.noise());
      return x;
    })).brownianNoise().steps(12).sample(Worlds.PAIR, Seeds.of(1)).close();
    // Of three draws in a step the last is the path's, the others are their own.
    assertTrue(drawn.size() > 20);
    var seen = new HashSet<Long>();
    for (int i = 0; i < drawn.size(); i++) {
      Set<Long> s = streams(drawn.get(i));
      assertEquals(i % 3 == 2, s.size() > 1, "draw " + i);
      if (s.size() == 1) assertTrue(seen.addAll(s), "draw " + i + " is one that was made before");
    }
  }

  @Test
  void theStepToCleanDataHasNoiseOnAPathToo() {
    // Clean data lies before the schedule's earliest time, where the path does not reach.
    Solver ends = new Written(Traits.of(1).stochastic(1).atEnds(true), s -> {
      drawn.add(s.noise());
      return s.hold(s.here().data()).plus(s.noise().times(0));
    });
    var nodes = new ArrayList<>(Worlds.TO_CLEAN.on(Worlds.TURN, 3));
    nodes.set(2, Worlds.TURN.earliest());
    try (Samples s = sampler(ends).grid(new Worlds.Nodes(nodes)).steps(3).brownianNoise().sample(Worlds.PAIR, Seeds.of(1))) {
      assertTrue(Arrays.stream(s.toDoubles()).allMatch(Double::isFinite));
    }
    assertFalse(streams(drawn.getLast()).isEmpty());
  }

  @Test
  void adaptiveNoiseAlwaysLiesOnAPath() {
    Zoo.sampler(Worlds.bumps(), Zoo.adaptive(new SmallSolvers.NoisyPair(0.05)), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1))
        .close();
    var pair = new EmbeddedSolver() {
      @Override
      public Estimate stepWithError(Step s) {
        drawn.add(s.noise());
        return new Estimate(s.hold(s.here().data()), 1);
      }

      @Override
      public Traits traits() {
        return Traits.of(1).stochastic(1);
      }
    };
    var a = new Adaptive(pair, t -> new Decision(!t.rejected().isEmpty(), t.rejected().isEmpty() ? 0.5 : 3), 1, 100);
    Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertTrue(drawn.size() > 5);
    for (Expr e : drawn) assertTrue(streams(e).stream().allMatch(s -> s >>> 56 == 2), "purpose 2");
  }

  /** An interval has one draw, from whichever end it is walked: on the way to noise a path is the one on the way to data. */
  @Test
  void encodingDrawsOnAnIntervalWhatDecodingDraws() {
    var values = new ArrayList<double[]>();
    Sampler s = sampler(Zoo.drawing(t -> {
      values.add(t.value(t.noise()).toDoubles());
      return t.hold(t.here().data());
    })).brownianNoise();
    Value start = Value.of(Shape.of(1, 2), 0.5, -0.25);
    s.decode(start, Seeds.of(3), Conditions.NONE).close();
    List<double[]> toData = List.copyOf(values);
    values.clear();
    s.encode(start, Seeds.of(3), Conditions.NONE).close();
    assertEquals(Zoo.STEPS, values.size());
    for (int i = 0; i < Zoo.STEPS; i++) assertArrayEquals(toData.get(Zoo.STEPS - 1 - i), values.get(i), 1e-9, "step " + i);
  }
}
