package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.counterflow.api.internal.memory.OpenMemory;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples that are handed over a group at a time: with equal bits, in memory that does not grow with their number. */
@Timeout(120)
class DrainTest {
  private static final Shape SHAPE = Shape.of(16, 16, 16);
  /** Samples of a group beside a network. */
  private static final int GROUP = 16;
  private final WatchedBackend backend = new WatchedBackend(Precision.F32);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    backend.close();
  }

  private Sampler sampler(Solver s) {
    // Another precision than the backend's, so that there are places beside the network too.
    ScoreFunction f = ScoreFunction.of(HostNetwork.of(SHAPE, Precision.F64), Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
    return Zoo.sampler(f, s, Worlds.INSIDE).on(backend).microBatch(8).steps(3);
  }

  private static Value states(int n) {
    var all = new float[n * (int) SHAPE.elements()];
    for (int i = 0; i < all.length; i++) all[i] = (float) Math.sin(0.37 * i);
    return Value.of(SHAPE.batch(n), all);
  }

  /** Each way to begin a run of so many samples. */
  private static Stream<Function<Integer, Run>> begun(Sampler s) {
    return Stream.of(n -> s.start(SHAPE, Seeds.range(0, n), Zoo.classes(n)), n -> s.startEncoding(states(n), Seeds.range(0, n), Zoo.classes(n)),
        n -> s.startDecoding(states(n), Seeds.range(0, n), Zoo.classes(n)),
        n -> s.from(states(n)).strength(0.7).start(SHAPE, Seeds.range(0, n), Zoo.classes(n)));
  }

  static Stream<Solver> solvers() {
    return Stream.of(new SmallSolvers.Pec(), new SmallSolvers.TwoDraws(), Zoo.adaptive(new SmallSolvers.Pair(0.3)));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void theBitsAreThoseOfAWholeRun(Solver solver) {
    int n = 2 * GROUP + 5;
    begun(sampler(solver)).forEach(begin -> {
      double[] whole = Zoo.values(begin.apply(n));
      var handed = new ArrayList<double[]>();
      var seeds = new ArrayList<Long>();
      begin.apply(n).drain(s -> {
        for (int i = 0; i < s.count(); i++) handed.add(s.doubles(i));
        for (long seed : s.recipe().seeds().toArray()) seeds.add(seed);
        assertEquals(SHAPE.batch(s.count()), s.value().dimensions());
      });
      assertArrayEquals(whole, handed.stream().flatMapToDouble(Arrays::stream).toArray());
      assertEquals(n, seeds.size());
      for (int i = 0; i < n; i++) assertEquals(i, seeds.get(i));
    });
  }

  /** States, history, places beside the network and samples of one group, however many groups there are. */
  @ParameterizedTest
  @MethodSource("solvers")
  void memoryDoesNotGrowWithTheNumberOfSamples(Solver solver) {
    for (int way = 0; way < 4; way++) {
      long few = peak(solver, way, 2), many = peak(solver, way, 6), whole = 6 * GROUP * SHAPE.elements() * 4;
      assertEquals(few, many, "bytes at most");
      assertTrue(few > GROUP * SHAPE.elements() * 4, "something was seen");
      assertTrue(peakOfFinish(solver, way, 6) >= whole, "unlike where all are kept");
    }
  }

  private static long seen(long before, long most) {
    return Math.max(most, OpenMemory.bytes() - before);
  }

  private long peak(Solver solver, int way, int groups) {
    long before = OpenMemory.bytes();
    var most = new long[1];
    Sampler s = sampler(solver).watch(p -> most[0] = seen(before, most[0]));
    begun(s).toList().get(way).apply(groups * GROUP).drain(some -> {
      assertEquals(GROUP, some.count());
      most[0] = seen(before, most[0]);
    });
    assertEquals(before, OpenMemory.bytes());
    return most[0];
  }

  private long peakOfFinish(Solver solver, int way, int groups) {
    long before = OpenMemory.bytes();
    var most = new long[1];
    Sampler s = sampler(solver).watch(p -> most[0] = seen(before, most[0]));
    begun(s).toList().get(way).apply(groups * GROUP).finish().close();
    return most[0];
  }

  @Test
  void whatIsHandedOverIsClosedThen() {
    var kept = new ArrayList<Samples>();
    sampler(new SmallSolvers.Pec()).start(SHAPE, Seeds.range(0, 2 * GROUP), Conditions.NONE).drain(kept::add);
    assertEquals(2, kept.size());
    for (Samples s : kept) {
      var e = assertThrows(IllegalStateException.class, s::toDoubles);
      assertTrue(e.getMessage().startsWith("samples is used after it was closed"), e.getMessage());
    }
  }

  @Test
  void eachGroupKnowsHowItIsDrawnAgain() {
    Sampler s = sampler(new SmallSolvers.TwoDraws());
    var some = new ArrayList<Recipe>();
    var values = new ArrayList<double[]>();
    s.start(SHAPE, Seeds.range(100, 100 + GROUP + 3), Conditions.NONE).drain(x -> {
      some.add(x.recipe());
      values.add(x.toDoubles());
    });
    for (int i = 0; i < 2; i++) {
      try (Samples again = s.sample(SHAPE, some.get(i).seeds())) {
        assertArrayEquals(values.get(i), again.toDoubles());
        assertEquals(some.get(i).settings(), again.recipe().settings());
      }
    }
  }

  /** The run is over then, and its memory given back. */
  @Test
  void whatTheTakerThrowsComesOut() {
    var mine = new UnsupportedOperationException("no room on the disk");
    var taken = new int[1];
    Run run = sampler(new SmallSolvers.Pec()).start(SHAPE, Seeds.range(0, 3 * GROUP), Conditions.NONE);
    assertSame(mine, assertThrows(UnsupportedOperationException.class, () -> run.drain(s -> {
      if (++taken[0] == 2) throw mine;
    })));
    assertEquals(2, taken[0]);
    assertEquals(0, backend.open.size());
    assertThrows(IllegalStateException.class, run::advance);
  }

  @Test
  void aStartedRunMayBeDrainedAsLongAsNothingIsDone() {
    Sampler s = sampler(new SmallSolvers.Pec());
    double[] whole = Zoo.values(s.start(SHAPE, Seeds.range(0, GROUP), Conditions.NONE));
    Run run = s.start(SHAPE, Seeds.range(0, GROUP), Conditions.NONE);
    assertTrue(run.advance());
    assertFalse(run.finished() > 0);
    run.drain(x -> assertArrayEquals(whole, x.toDoubles()));
    List<Samples> none = new ArrayList<>();
    assertThrows(IllegalStateException.class, () -> run.drain(none::add));
  }
}
