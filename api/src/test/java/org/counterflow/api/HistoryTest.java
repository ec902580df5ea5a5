package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What enters the history and what the next step is offered. */
class HistoryTest {
  private final Backend backend = Worlds.java(Precision.F64);
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void close() {
    backend.close();
  }

  /** A solver written in place, with its claims. */
  private record Written(Traits traits, Function<Step, Expr> rule) implements Solver {
    @Override
    public Expr step(Step s) {
      return rule.apply(s);
    }
  }

  private static Solver written(Traits t, Function<Step, Expr> rule) {
    return new Written(t, rule);
  }

  private static Evaluation past(Step s, int k) {
    Evaluation e = s.past(k);
    assertNotNull(e);
    return e;
  }

  private Samples sample(Solver s) {
    return Zoo.sampler(Worlds.bumps(), s, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(4, 5));
  }

  @Test
  void holdsOneEvaluationPerStepLatestFirst() {
    var from = new ArrayList<Point>();
    sample(written(Traits.of(1).remembers(3), s -> {
      for (int k = 1; k <= 3; k++) {
        Evaluation e = s.past(k);
        if (s.index() < k) assertNull(e, "past(" + k + ") in step " + s.index());
        else assertEquals(from.get(s.index() - k), past(s, k).point());
      }
      assertEquals(s.index() == 0 ? null : from.getLast(), s.before());
      from.add(s.from());
      return s.hold(s.here().data());
    })).close();
    assertEquals(Zoo.STEPS, from.size());
  }

  @Test
  void aStepKnowsItsPlaceInTheRun() {
    List<Point> points = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).points();
    Solver inner = written(Traits.of(1), s -> {
      assertEquals(points.get(s.index()), s.from());
      assertEquals(Worlds.TURN.at(0.5), s.to());
      assertEquals(Zoo.STEPS, s.count());
      assertEquals(s.index() == Zoo.STEPS - 1, s.last());
      return s.hold(s.here().data());
    });
    sample(written(Traits.of(1).wraps(true), s -> {
      assertEquals(seen.size(), s.index());
      seen.add("step");
      assertEquals(points.get(s.index()), s.from());
      assertEquals(points.get(s.index() + 1), s.to());
      assertEquals(Zoo.STEPS, s.count());
      assertEquals(s.index() == Zoo.STEPS - 1, s.last());
      assertSame(Worlds.TURN, s.schedule());
      return s.run(inner, s.from(), s.x(), Worlds.TURN.at(0.5));
    })).close();
    assertEquals(Zoo.STEPS, seen.size());
  }

  @Test
  void stagesNeverEnter() {
    sample(written(Traits.of(2).remembers(1).evaluations(3), s -> {
      if (s.index() > 0) {
        assertEquals(s.before(), past(s, 1).point());
        seen.add("checked");
      }
      Expr d = s.here().data();
      Point mid = s.schedule().between(s.from(), s.to(), 0.5);
      s.evaluate(s.hold(d), s.to());
      s.evaluate(s.x(), mid);
      return s.hold(d);
    })).close();
    assertEquals(Zoo.STEPS - 1, seen.size());
  }

  @Test
  void aStepThatNeverAsksEntersNothing() {
    sample(written(Traits.of(1).remembers(1), s -> {
      Evaluation last = s.past(1);
      seen.add(last == null ? "none" : "" + last.point().equals(s.before()));
      return s.index() % 2 == 0 ? s.hold(s.here().data()) : s.hold(s.evaluate(s.x(), s.from()).data());
    })).close();
    // After an odd step the latest is still the one of the even step before it.
    assertEquals(List.of("none", "true", "false", "true", "false", "true", "false"), seen);
  }

  @Test
  void theLatestHereWinsWhichIsAnInnerSolversBehindAWrapper() {
    var inner = written(Traits.of(1), s -> s.hold(s.here().data()));
    var churned = new ArrayList<Point>();
    sample(written(Traits.of(1).remembers(1).wraps(true), s -> {
      if (s.index() > 0) assertEquals(churned.getLast(), past(s, 1).point());
      Point noisier = s.schedule().at(s.from().time() * 1.005);
      churned.add(noisier);
      s.here();
      return s.run(inner, noisier, s.x().times(1.01), s.to());
    })).close();
    assertEquals(Zoo.STEPS, churned.size());
  }

  @Test
  void anEvaluationAtTheStepsEndDoesNotEnter() {
    var corrector = written(Traits.of(1), s -> s.x().plus(s.here().noise().times(-0.01)));
    sample(written(Traits.of(1).remembers(1).wraps(true), s -> {
      if (s.index() > 0) {
        assertEquals(s.before(), past(s, 1).point());
        seen.add("checked");
      }
      Expr x = s.run(new SmallSolvers.Ddim(), s.from(), s.x(), s.to());
      return s.run(corrector, s.to(), x, s.to());
    })).close();
    assertEquals(Zoo.STEPS - 1, seen.size());
  }

  @Test
  void aWrapperThatHandsItsStepOnSharesTheEvaluation() {
    Solver inner = written(Traits.of(1), s -> {
      s.here();
      s.here();
      return s.hold(s.here().data());
    });
    try (Samples s = sample(written(Traits.of(1).wraps(true), t -> {
      Evaluation mine = t.here();
      Expr x = t.run(inner, t.from(), t.x(), t.to());
      assertSame(mine, t.here());
      return x;
    }))) {
      assertEquals(Zoo.STEPS, s.report().evaluations());
    }
  }

  @Test
  void readingFurtherThanClaimedIsAnErrorThatNamesTheClaim() {
    for (int k : new int[] {0, -1, 2, 3}) {
      var e = assertThrows(IllegalArgumentException.class, () -> sample(written(Traits.of(1).remembers(1), s -> {
        s.past(k);
        return s.hold(s.here().data());
      })));
      assertTrue(String.valueOf(e.getMessage()).contains("past(" + k + ")") && e.getMessage().contains("remembers(1)"), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> sample(written(Traits.of(1), s -> {
      s.past(1);
      return s.hold(s.here().data());
    })));
  }

  @Test
  void whatWasGivenToNextIsTheNextHereAndEntersWithTheStateThatWasEvaluated() {
    var predicted = new ArrayList<double[]>();
    var states = new ArrayList<double[]>();
    try (Samples s = sample(written(Traits.of(2).remembers(1), t -> {
      Evaluation here = t.here();
      if (t.index() > 0) {
        assertArrayEquals(predicted.getLast(), t.value(here.x()).toDoubles());
        assertNotEquals(predicted.getLast()[0], t.x().toDoubles()[0], "x is the corrected state");
      }
      if (t.index() > 1) assertArrayEquals(predicted.get(t.index() - 2), t.value(past(t, 1).x()).toDoubles());
      Evaluation there = t.evaluate(t.hold(here.data()), t.to());
      predicted.add(t.value(there.x()).toDoubles());
      t.next(there);
      Expr x = t.hold(here.data().plus(there.data()).times(0.5));
      states.add(t.value(x).toDoubles());
      return x;
    }))) {
      assertEquals(Zoo.STEPS + 1, s.report().evaluations(), "one before the first step, then one a step");
      assertArrayEquals(states.getLast(), s.toDoubles());
    }
  }

  @Test
  void nextCountsOnlyAtTheOutermostEnd() {
    Solver offering = written(Traits.of(1), s -> {
      Expr x = s.hold(s.here().data());
      s.next(s.evaluate(x, s.to()));
      return x;
    });
    try (Samples s = sample(offering)) {
      assertEquals(Zoo.STEPS + 1, s.report().evaluations());
    }
    // Half way an offer is of no use; at the end the second run's is.
    try (Samples s = sample(written(Traits.of(1).wraps(true), t -> {
      Point mid = t.schedule().between(t.from(), t.to(), 0.5);
      return t.run(new SmallSolvers.Ddim(), mid, t.run(offering, t.from(), t.x(), mid), t.to());
    }))) {
      assertEquals(3 * Zoo.STEPS, s.report().evaluations(), "none was taken");
    }
    try (Samples s = sample(written(Traits.of(1).wraps(true), t -> t.run(offering, t.from(), t.x(), t.to())))) {
      assertEquals(Zoo.STEPS + 1, s.report().evaluations(), "all were taken");
    }
    try (Samples s = sample(written(Traits.of(1).wraps(true), t -> {
      Expr x = t.run(offering, t.from(), t.x(), t.to());
      t.next(null);
      return x.times(0.999);
    }))) {
      assertEquals(2 * Zoo.STEPS, s.report().evaluations(), "all were taken back");
    }
  }

  @Test
  void anOfferNobodyAsksForDoesNotEnter() {
    Solver ignoring = written(Traits.of(1).remembers(1), s -> {
      seen.add(s.past(1) == null ? "none" : past(s, 1).point().equals(s.before()) ? "before" : "older");
      // The step after an offer looks elsewhere.
      if (s.index() == 1) return s.hold(s.evaluate(s.x().times(0.9), s.from()).data());
      Expr x = s.hold(s.here().data());
      if (s.index() == 0) s.next(s.evaluate(x, s.to()));
      return x;
    });
    sample(ignoring).close();
    assertEquals(List.of("none", "before", "older", "before", "before", "before", "before"), seen);
  }

  @Test
  void anEvaluationGivenOnlyLivesForOneStep() {
    Solver once = written(Traits.of(1), s -> {
      if (s.index() == 1) return s.hold(s.evaluate(s.x(), s.from()).data());
      Expr x = s.hold(s.here().data());
      if (s.index() == 0) s.next(s.evaluate(x, s.to()));
      return x;
    });
    try (Samples s = sample(once)) {
      assertEquals(1 + 1 + 1 + Zoo.STEPS - 2, s.report().evaluations());
    }
  }
}
