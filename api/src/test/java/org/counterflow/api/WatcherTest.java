package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches a run sees each accepted step, with its plan. */
class WatcherTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void eachStepIsToldOnceInOrderFromTheRunsThread() {
    var seen = new ArrayList<String>();
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Heun(), Worlds.INSIDE).on(backend);
    List<Point> points = s.points();
    Thread here = Thread.currentThread();
    Watcher watcher = p -> {
      assertSame(here, Thread.currentThread());
      assertEquals(3, p.state().batch());
      assertEquals(3, p.samples());
      assertEquals(Worlds.PAIR, p.state().shape());
      assertEquals(Zoo.STEPS, p.steps());
      assertEquals(points.get(p.step()), p.at());
      if (p.step() == 0) {
        seen.add("started " + p.first() + " " + p.samples());
        assertNull(p.evaluation());
        assertNull(p.data());
        return;
      }
      seen.add("step " + (p.step() - 1));
      assertEquals(points.get(p.step() - 1), p.from());
      Evaluation kept = p.evaluation();
      assertNotNull(kept);
      assertEquals(p.from(), kept.point());
    };
    try (Samples r = s.watch(watcher).sample(Worlds.PAIR, Worlds.seeds(3)); Samples plain = s.sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertArrayEquals(plain.toDoubles(), r.toDoubles(), "watching changes nothing");
    }
    var expected = new ArrayList<>(List.of("started 0 3"));
    for (int i = 0; i < Zoo.STEPS; i++) expected.add("step " + i);
    assertEquals(expected, seen);
  }

  @Test
  void thePlanIsTheSumThatGaveTheState() {
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), new SmallSolvers.TwoM(), Worlds.INSIDE).on(backend);
    List<Point> points = s.points();
    var before = new double[1][];
    s.watch(Zoo.each((i, from, to, plan, x, kept) -> {
      Sum sum = Sum.of(plan);
      assertEquals(i == 0 ? List.of("x0", "F0") : List.of("x" + i, "F" + i, "x" + (i - 1), "F" + (i - 1)),
          sum.leaves().stream().map(Object::toString).toList());
      // Recomputed from the plan in the same order: equal bits.
      double[] y = new double[4];
      for (int k = 0; k < sum.leaves().size(); k++) {
        double[] leaf = ((Tensor) sum.leaves().get(k)).toDoubles();
        for (int e = 0; e < 4; e++) y[e] = k == 0
            ? sum.coefficient(k, e / 2) * leaf[e] : Math.fma(sum.coefficient(k, e / 2), leaf[e], y[e]);
      }
      assertArrayEquals(y, x.toDoubles());
      assertEquals(points.get(i), from);
      before[0] = y;
    })).sample(Worlds.PAIR, Worlds.seeds(2)).close();
    assertNotNull(before[0]);
  }

  @Test
  void theTextOfAPlanIsReadable() {
    var plans = new ArrayList<String>();
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), new SmallSolvers.Ancestral(new SmallSolvers.Ddim(), 1),
        Worlds.INSIDE).on(backend).steps(2);
    s.watch(Zoo.each((i, from, to, plan, x, kept) -> plans.add(plan.toString()))).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(2, plans.size());
    String number = "[+-]\\d+\\.\\d{6} ";
    for (int i = 0; i < 2; i++) {
      String p = plans.get(i);
      assertTrue(p.matches(number + "x" + i + " " + number + "F" + i + " " + number + "z1[0-9a-f]+"), p);
    }
  }

  @Test
  void aStepWithoutAnEvaluationKeepsNone() {
    Zoo.sampler(Worlds.bumps(), s -> s.x().times(0.9), Worlds.INSIDE).on(backend).watch(Zoo.each((i, from, to, plan, x, kept) -> assertNull(kept)))
        .sample(Worlds.PAIR, Seeds.of(1)).close();
  }

  /** A step without length evaluates where it stands: shown like each other, but it enters no history. */
  @Test
  void aStepWithoutLengthIsShownWithItsEvaluation() {
    var seen = new ArrayList<Point>();
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.TwoM(), (schedule, n) -> {
      var points = new ArrayList<>(Worlds.INSIDE.on(schedule, n - 1));
      points.add(points.getLast());
      return points;
    }).on(backend);
    s.watch(p -> {
      if (p.step() == 0) return;
      assertNotNull(p.evaluation(), "step " + p.step());
      seen.add(p.evaluation().point());
    }).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(s.points().subList(0, Zoo.STEPS), seen);
  }

  @Test
  void whatItThrowsEndsTheRun() {
    var mine = new IllegalArgumentException("enough");
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).watch(Zoo.each((i, from, to, plan, x, kept) -> {
      throw mine;
    }));
    assertSame(mine, assertThrows(IllegalArgumentException.class, () -> s.sample(Worlds.PAIR, Seeds.of(1))));
  }

  @Test
  void aPreviewMayComputeFromTheState() {
    var previews = new ArrayList<double[]>();
    Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.TO_CLEAN).on(backend)
        .watch(Zoo.each((i, from, to, plan, x, kept) -> previews.add(x.toDoubles()))).sample(Worlds.PAIR, Worlds.seeds(2)).close();
    assertEquals(Zoo.STEPS, previews.size());
  }
}
