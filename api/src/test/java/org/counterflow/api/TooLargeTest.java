package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs larger than memory, than arrays, than 2^31: refused with the sum, or done in parts. */
@Timeout(120)
class TooLargeTest {
  private static final Shape PHOTO = Shape.of(3, 512, 512);
  private static final int MOST_SEEDS = 1 << 24;
  private final WatchedBackend backend = new WatchedBackend(Precision.F32);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    backend.close();
  }

  /** Knows that the data are all 0. */
  private record Nothing() implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      return Evaluation.ofData(at, x, x.times(0));
    }
  }

  private Sampler sampler() {
    return Zoo.sampler(new Nothing(), new SmallSolvers.Ddim(), Worlds.INSIDE).steps(1).on(backend);
  }

  @Test
  void samplesThatDoNotFitAreRefusedWithTheSum() {
    Run run = sampler().start(PHOTO, Seeds.range(0, 70_000), Conditions.NONE);
    var e = assertThrows(IllegalStateException.class, run::finish);
    assertEquals("70000 samples of shape 3x512x512 take 220200960000 bytes (70000 x 786432 x 4), more than there is; draw fewer at a time, or "
        + "take them as they are done with drain(...)", e.getMessage());
    assertEquals(0, backend.combines, "before anything is computed");
  }

  @Test
  void theLargestSamplesAndTheMostOfThem() {
    Run run = sampler().start(Shape.of(Integer.MAX_VALUE - 8), Seeds.range(0, MOST_SEEDS), Conditions.NONE);
    var e = assertThrows(IllegalStateException.class, run::finish);
    assertTrue(e.getMessage().startsWith("16777216 samples of shape 2147483639 take " + (4L * (Integer.MAX_VALUE - 8) << 24) + " bytes ("),
        e.getMessage());
    var one = assertThrows(IllegalArgumentException.class, () -> sampler().start(Shape.of(1 << 16, 1 << 16), Seeds.of(1), Conditions.NONE));
    assertEquals("samples of shape 65536x65536 have 4294967296 elements; they may have 2147483639", one.getMessage());
  }

  /** The same job a sample at a time. */
  @Test
  void whatDoesNotFitIsDrainedInParts() {
    double[] one;
    try (Samples s = sampler().sample(PHOTO, Seeds.of(1))) {
      one = s.doubles(0);
    }
    var enough = new UnsupportedOperationException();
    var taken = new ArrayList<Long>();
    Run run = sampler().start(PHOTO, Seeds.range(0, 70_000), Conditions.NONE);
    assertThrows(UnsupportedOperationException.class, () -> run.drain(s -> {
      taken.add(s.recipe().seeds().get(0));
      if (taken.size() < 2) return;
      assertArrayEquals(one, s.doubles(0));
      throw enough;
    }));
    assertEquals(List.of(0L, 1L), taken);
  }

  /** As many seeds as a run takes; every one has its own sample, the last ones too. */
  @Test
  void asManySeedsAsARunTakes() {
    assertThrows(IllegalArgumentException.class, () -> Seeds.range(0, MOST_SEEDS + 1));
    double[] last;
    try (Samples s = sampler().sample(Worlds.PAIR, Seeds.of(MOST_SEEDS - 1))) {
      last = s.doubles(0);
    }
    var counted = new long[1];
    Run run = sampler().start(Worlds.PAIR, Seeds.range(0, MOST_SEEDS), Conditions.NONE);
    run.drain(s -> {
      assertEquals(counted[0], s.recipe().seeds().get(0));
      counted[0] += s.count();
      if (counted[0] == MOST_SEEDS) assertArrayEquals(last, s.doubles(s.count() - 1));
    });
    assertEquals(MOST_SEEDS, counted[0]);
    assertEquals(MOST_SEEDS, run.finished());
    assertEquals(1, run.report().evaluations());
  }

  @Test
  void aMicroBatchBeyondArraysIsRefused() {
    ScoreFunction f = ScoreFunction.of(HostNetwork.of(PHOTO, Precision.F32), Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
    Sampler s = Zoo.sampler(f, new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend);
    for (int rows : new int[] {4096, Integer.MAX_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> s.microBatch(rows).start(PHOTO, Seeds.range(0, 3), Conditions.NONE));
      assertTrue(e.getMessage().startsWith("a micro-batch of " + rows + " makes groups of " + rows + " x 786432 elements"), e.getMessage());
    }
    ScoreFunction number = ScoreFunction.of(HostNetwork.of(Shape.of(1), Precision.F32), Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
    assertThrows(IllegalArgumentException.class,
        () -> Sampler.of(number).on(backend).microBatch(Integer.MAX_VALUE).start(Shape.of(1), Seeds.range(0, 3), Conditions.NONE));
    s.microBatch(2048).start(PHOTO, Seeds.range(0, 3), Conditions.NONE).close();
  }

  @Test
  void normalsBeyondArraysAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Seeds.range(0, 70_000).normals(PHOTO));
    assertEquals("normals for 70000 samples of shape 3x512x512 are 70000 x 786432 numbers, more than an array holds; take fewer seeds at a time",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Seeds.of(1).normals(Shape.of(1 << 20, 1 << 20)));
  }

  /** A value somewhere, larger than arrays. */
  @Test
  void copiesBeyondArraysAreRefused() {
    Value large = new Value() {
      @Override
      public ElementType type() {
        return ElementType.FLOAT;
      }

      @Override
      public Shape dimensions() {
        return Shape.of(4, 1 << 30);
      }

      @Override
      public Memory memory() {
        return Memory.HOST;
      }

      @Override
      public Hold hold(Memory where, Access access) {
        throw new AssertionError("held");
      }

      @Override
      public Value rows(long from, long count) {
        throw new AssertionError("cut");
      }

      @Override
      public Value as(Shape dimensions) {
        throw new AssertionError("viewed");
      }

      @Override
      public String toString() {
        return "float 4x1073741824";
      }
    };
    String said = "float 4x1073741824 has 4294967296 elements, more than an array holds; take some rows(...) at a time";
    assertEquals(said, assertThrows(IllegalStateException.class, large::toDoubles).getMessage());
    assertEquals(said, assertThrows(IllegalStateException.class, large::toFloats).getMessage());
  }

  /** A preview of a large group, with a coefficient a sample: samples times elements of the group are more than 2^31. */
  @Test
  void previewsOfLargeGroups() {
    int n = 40_000;
    var seen = new double[2][];
    ScoreFunction own = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      /** The data estimate of each sample is its norm times its state. */
      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        return Evaluation.ofData(at, x, x.times(w.norm(x)));
      }
    };
    Sampler s = Zoo.sampler(own, new SmallSolvers.Ddim(), Worlds.INSIDE).steps(1).on(backend);
    s.watch(p -> {
      if (p.step() > 0) seen[0] = p.data();
    }).sample(Worlds.PAIR, Seeds.range(0, n)).close();
    s.watch(p -> {
      if (p.step() > 0) seen[1] = p.data();
    }).sample(Worlds.PAIR, Seeds.of(n - 1)).close();
    assertEquals(2 * n, seen[0].length);
    assertArrayEquals(seen[1], new double[] {seen[0][2 * n - 2], seen[0][2 * n - 1]});
  }
}
