package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where an evaluation may move the state it was asked for, the step begins at the moved one. */
class MovedStateTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Halves the state. */
  private record Halved(boolean saysSo) implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      return new Evaluation(e.point(), e.x().times(0.5), e.raw(), e.prediction(), e.extras());
    }

    @Override
    public boolean movesState() {
      return saysSo;
    }
  }

  private record Written(Traits traits, Function<Step, Expr> rule) implements Solver {
    @Override
    public Expr step(Step s) {
      return rule.apply(s);
    }
  }

  private final ScoreFunction halved = Worlds.bumps().with(new Halved(true));

  @Test
  void xIsMovedBeforeTheSolverLooks() {
    var after = new ArrayList<double[]>();
    var before = new ArrayList<double[]>();
    try (Samples s = Zoo.sampler(halved, new Written(Traits.of(1), t -> {
      before.add(t.x().toDoubles());
      assertArrayEquals(t.value(t.here().x()).toDoubles(), t.x().toDoubles());
      return t.hold(t.here().data());
    }), Worlds.INSIDE).on(backend).watch(Zoo.each((i, from, to, plan, x, kept) -> after.add(x.toDoubles()))).sample(Worlds.PAIR, Seeds.of(3))) {
      assertEquals(Zoo.STEPS, s.report().evaluations(), "evaluated once, early");
    }
    for (int i = 1; i < before.size(); i++)
      for (int k = 0; k < 2; k++) assertEquals(after.get(i - 1)[k] * 0.5, before.get(i)[k], 1e-15);
  }

  @Test
  void withoutTheClaimNothingIsEvaluatedEarly() {
    try (Samples s = Zoo.sampler(Worlds.bumps(), new Written(Traits.of(1), t -> t.x().times(0.5)), Worlds.INSIDE).on(backend)
        .sample(Worlds.PAIR, Seeds.of(3))) {
      assertEquals(0, s.report().evaluations());
    }
  }

  @Test
  void aWrapperIsNotForestalledButWhatItRunsIs() {
    var outer = new ArrayList<double[]>();
    var inner = new ArrayList<double[]>();
    Solver spy = new Written(Traits.of(1), t -> {
      inner.add(t.x().toDoubles());
      return t.hold(t.here().data());
    });
    Zoo.sampler(halved, new Written(Traits.of(1).wraps(true), t -> {
      outer.add(t.x().toDoubles());
      return t.run(spy, t.from(), t.x(), t.to());
    }), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3)).close();
    for (int i = 0; i < outer.size(); i++) assertEquals(outer.get(i)[0] * 0.5, inner.get(i)[0], 1e-15);
  }

  @Test
  void theStepAtAnEndHoldsTheMovedState() {
    var plans = new ArrayList<String>();
    Zoo.sampler(halved, new SmallSolvers.Ddim(), Worlds.BOTH_ENDS).on(backend)
        .watch(Zoo.each((i, from, to, plan, x, kept) -> plans.add(plan.toString())))
        .sample(Worlds.PAIR, Seeds.of(3)).close();
    // The state in the plan is the one computed in the step, not x0.
    assertTrue(plans.getFirst().contains("u0."), plans.getFirst());
  }

  /** A pair whose first attempt in each step is refused. */
  private record Twice(List<Point> to, List<double[]> x, List<double[]> here, List<Integer> index) implements EmbeddedSolver {
    @Override
    public Estimate stepWithError(Step s) {
      double[] moved = s.value(s.here().x()).toDoubles();
      // The same attempt may run several times.
      if (to.isEmpty() || !to.getLast().equals(s.to())) {
        to.add(s.to());
        x.add(s.x().toDoubles());
        here.add(moved);
        index.add(s.index());
      }
      return new Estimate(s.hold(s.here().data()), 1);
    }
  }

  @Test
  void aSecondAttemptBeginsAtTheMovedStateToo() {
    var pair = new Twice(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Adaptive twice = new Adaptive(pair, a -> new Decision(!a.rejected().isEmpty(), a.rejected().isEmpty() ? 0.5 : 2), 3, 100);
    try (Samples s = Zoo.sampler(halved, twice, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3))) {
      int accepted = pair.index.getLast() + 1;
      assertTrue(accepted > 2);
      assertEquals(accepted, s.report().evaluations(), "an attempt's own evaluation is kept for the next one");
    }
    for (int i = 0; i < pair.x.size(); i++) assertArrayEquals(pair.here.get(i), pair.x.get(i), "attempt " + i);
    for (int i = 1; i < pair.x.size(); i += 2) assertArrayEquals(pair.x.get(i - 1), pair.x.get(i), "both attempts begin at one place");
    assertNotEquals(pair.x.get(0)[0], pair.x.get(2)[0]);
  }

  @Test
  void anOfferDoesNotKeepTheStateFromBeingMoved() {
    var after = new ArrayList<double[]>();
    var before = new ArrayList<double[]>();
    Zoo.sampler(halved, new Written(Traits.of(1), t -> {
      before.add(t.x().toDoubles());
      Expr x = t.hold(t.here().data());
      t.next(t.evaluate(x, t.to()));
      return x;
    }), Worlds.INSIDE).on(backend).watch(Zoo.each((i, from, to, plan, x, kept) -> after.add(x.toDoubles()))).sample(Worlds.PAIR, Seeds.of(3)).close();
    for (int i = 1; i < before.size(); i++)
      for (int k = 0; k < 2; k++) assertEquals(after.get(i - 1)[k] * 0.5, before.get(i)[k], 1e-15);
  }

  @Test
  void norDoesItInAnAdaptiveRun() {
    var before = new ArrayList<double[]>();
    var after = new ArrayList<double[]>();
    var offering = new EmbeddedSolver() {
      @Override
      public Traits traits() {
        return Traits.of(1);
      }

      @Override
      public Estimate stepWithError(Step t) {
        // Run again with each answer: the last time counts.
        while (before.size() > t.index()) before.removeLast();
        before.add(t.x().toDoubles());
        Tensor x = t.value(t.hold(t.here().data()));
        t.next(t.evaluate(x, t.to()));
        return new Estimate(x, 0.5);
      }
    };
    Zoo.sampler(halved, new Adaptive(offering, e -> new Decision(true, 1), 1, 100), Worlds.INSIDE).on(backend)
        .watch(Zoo.each((i, from, to, plan, x, kept) -> after.add(x.toDoubles()))).sample(Worlds.PAIR, Seeds.of(3)).close();
    assertTrue(before.size() > 3);
    for (int i = 1; i < before.size(); i++)
      for (int k = 0; k < 2; k++) assertEquals(after.get(i - 1)[k] * 0.5, before.get(i)[k], 1e-15);
  }

  @Test
  void theMoveIsSeenEvenWhereItWasNotClaimed() {
    // Unclaimed, the state is moved by the first here(): then x() and here() still agree.
    Zoo.sampler(Worlds.bumps().with(new Halved(false)), new Written(Traits.of(1), t -> {
      Point p = t.from();
      Evaluation e = t.here();
      assertArrayEquals(t.value(e.x()).toDoubles(), t.x().toDoubles());
      return p.hold(t.x(), e.data(), t.to());
    }), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(3)).close();
  }
}
