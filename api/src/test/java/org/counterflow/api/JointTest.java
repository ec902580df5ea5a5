package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adaptive runs whose samples share their steps. */
class JointTest {
  private static final Seeds FIVE = Worlds.seeds(5);
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** A pair, with the largest error of all samples. */
  private record Joint(EmbeddedSolver pair) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return pair.traits();
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public Estimate stepWithError(Step s) {
      return pair.stepWithError(s);
    }
  }

  private Sampler sampler(ScoreFunction f, EmbeddedSolver pair) {
    return Zoo.sampler(f, Zoo.adaptive(new Joint(pair)), Worlds.INSIDE).on(backend).microBatch(2);
  }

  private Sampler sampler() {
    return sampler(Worlds.bumps(), new SmallSolvers.Pair(1e-2));
  }

  @Test
  void theyTakeTheStepsThatTheSameGridWouldHave() {
    var points = new ArrayList<Point>();
    var batches = new ArrayList<Integer>();
    Sampler s = sampler().watch(p -> {
      points.add(p.at());
      batches.add(p.state().batch());
    });
    double[] adaptive = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
    assertTrue(points.size() > 4);
    assertEquals(Worlds.TURN.earliest(), points.getLast());
    assertTrue(batches.stream().allMatch(n -> n >= 5), "each step is one of all samples: " + batches);
    Sampler fixed = Sampler.of(Worlds.bumps()).solver(new SmallSolvers.Heun()).grid((n, k) -> points).steps(points.size() - 1).on(backend)
        .microBatch(2);
    assertArrayEquals(Zoo.values(fixed.start(Worlds.PAIR, FIVE, Conditions.NONE)), adaptive);
  }

  @Test
  void aSampleDependsOnItsMates() {
    double[] all = Zoo.values(sampler().start(Worlds.PAIR, FIVE, Conditions.NONE));
    double[] one = Zoo.values(sampler().start(Worlds.PAIR, Seeds.of(FIVE.get(2)), Conditions.NONE));
    assertFalse(Arrays.equals(one, Zoo.rows(all, 2, 2)));
    assertArrayEquals(one, Zoo.rows(all, 2, 2), 0.05);
  }

  @Test
  void aRejectedStepKeepsItsFirstEvaluation() {
    var tried = new ArrayList<Double>();
    EmbeddedSolver pair = s -> {
      tried.add(s.from().stepTo(s.to()));
      return new Estimate(s.hold(s.here().data()), 1);
    };
    // Each step is refused once, then taken at half the length.
    var a = new Adaptive(new Joint(pair), t -> new Decision(!t.rejected().isEmpty(), t.rejected().isEmpty() ? 0.5 : 2), 1, 100);
    try (Samples s = Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, FIVE)) {
      assertEquals(0, tried.size() % 2);
      assertEquals(tried.size() / 2.0, s.report().evaluations(), 1e-12);
    }
    // Below 1e-5 a step goes to the end.
    for (int i = 0; i < tried.size() && tried.get(i) > 1e-4; i += 2) assertEquals(0.5 * tried.get(i), tried.get(i + 1), 1e-9);
  }

  @Test
  void aPausedRunGoesOnInTheSameBits() throws IOException {
    for (EmbeddedSolver pair : List.<EmbeddedSolver>of(new SmallSolvers.Pair(1e-2), new SmallSolvers.SameAsLast(1e-2))) {
      Sampler s = sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), pair);
      double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
      var bytes = new ByteArrayOutputStream();
      try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
        r.advance();
        r.advance();
        r.save(bytes);
      }
      Run again = s.start(Worlds.PAIR, FIVE, Conditions.NONE).load(new ByteArrayInputStream(bytes.toByteArray()));
      assertArrayEquals(whole, Zoo.values(again));
    }
  }

  @Test
  void attemptsAreBoundedAndAnErrorThatIsNoNumberEndsTheRun() {
    var few = new Adaptive(new Joint(new SmallSolvers.Pair(1e-9)), new SmallSolvers.Looking(), 0.5, 12);
    String said = assertThrows(IllegalStateException.class,
        () -> Zoo.values(Zoo.sampler(Worlds.bumps(), few, Worlds.INSIDE).on(backend).start(Worlds.PAIR, FIVE, Conditions.NONE))).getMessage();
    assertTrue(said.contains("12 attempted steps") && said.contains("raise max-steps"), said);
    EmbeddedSolver none = s -> new Estimate(s.hold(s.here().data()), Double.NaN);
    var nan = new Adaptive(new Joint(none), t -> new Decision(true, t.now().error()), 0.5, 12);
    said = assertThrows(NotFiniteException.class,
        () -> Zoo.values(Zoo.sampler(Worlds.bumps(), nan, Worlds.INSIDE).on(backend).start(Worlds.PAIR, FIVE, Conditions.NONE))).getMessage();
    assertTrue(said.contains("NaN"), said);
  }

  @Test
  void largeSamplesAreOneGroupTheMore() {
    Shape large = Shape.of(1 << 15);
    var first = new ArrayList<Integer>();
    Sampler s = sampler(HostNetwork.of(large, Precision.F64).epsilon(), new SmallSolvers.Pair(0.5)).watch(p -> first.add(p.first()));
    Zoo.values(s.start(large, FIVE, Conditions.NONE));
    assertTrue(first.size() > 1 && first.stream().allMatch(i -> i == 0), "groups began at " + first);
  }

  @Test
  void aGridThatEndsAtCleanDataIsRefused() {
    Sampler s = Zoo.sampler(Worlds.bumps(), Zoo.adaptive(new Joint(new SmallSolvers.Pair(1e-2))), Worlds.TO_CLEAN).on(backend);
    String said = assertThrows(IllegalArgumentException.class, () -> Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE))).getMessage();
    assertEquals("adaptive steps are taken in lambda: the grid must begin and end inside alpha > 0, sigma > 0, as log-snr does and "
        + "final(GRID):at=none", said);
  }
}
