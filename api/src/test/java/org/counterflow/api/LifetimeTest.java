package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a step made dies with it, but for the state, the history, next and carry. */
class LifetimeTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  private Samples sample(Solver s) {
    return Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), s, Worlds.INSIDE).on(backend).microBatch(2)
        .sample(Worlds.PAIR, Worlds.seeds(3));
  }

  private String late(Solver s) {
    return String.valueOf(assertThrows(IllegalStateException.class, () -> sample(s)).getMessage());
  }

  @Test
  void anExpressionKeptInAFieldIsRefusedByTheNextStep() {
    var kept = new ArrayList<Expr>();
    String said = late(s -> {
      Expr d = s.here().data();
      kept.add(d);
      return s.hold(d.plus(kept.getFirst()).times(0.5));
    });
    // The state of step 0 and the output of its network are gone.
    assertTrue(said.contains("x0") || said.contains("F0"), said);
    assertTrue(said.contains("past(k)") && said.contains("next(e)") && said.contains("carry()"), said);
  }

  @Test
  void everyWayOfUsingItLateIsRefused() {
    var kept = new ArrayList<Tensor>();
    Solver keeping = s -> {
      kept.add((Tensor) s.here().raw());
      return s.hold(s.here().data());
    };
    for (BiFunction<Step, Tensor, Expr> use : List.<BiFunction<Step, Tensor, Expr>>of(
        (s, t) -> t, (s, t) -> s.value(t), (s, t) -> s.x().times(s.norm(t)), (s, t) -> s.multiply(s.x(), t), (s, t) -> s.value(t.times(2)),
        (s, t) -> s.evaluate(t, s.to()).data(), (s, t) -> Tensor.of(Worlds.PAIR, t.toDoubles()),
        (s, t) -> {
          s.carry().put("a.b", t);
          return s.x();
        })) {
      kept.clear();
      late(s -> s.index() == 0 ? keeping.step(s) : use.apply(s, kept.getFirst()));
    }
  }

  @Test
  void aLateTensorIsRefusedAfterTheRunToo() {
    var kept = new ArrayList<Tensor>();
    sample(s -> {
      kept.add(s.x());
      return s.hold(s.here().data());
    }).close();
    for (Tensor t : kept) {
      var e = assertThrows(IllegalStateException.class, t::toDoubles);
      assertTrue(String.valueOf(e.getMessage()).contains(t.name()), e.getMessage());
    }
  }

  @Test
  void historyNextAndCarryLiveOn() {
    var values = new ArrayList<double[]>();
    var solver = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1).remembers(2);
      }

      @Override
      public Expr step(Step s) {
        if (s.index() > 1) {
          Evaluation e = s.past(2);
          assertNotNull(e);
          assertArrayEquals(values.get(s.index() - 2), s.value(e.data()).toDoubles());
          Tensor c = s.carry().get("spy.first");
          assertNotNull(c);
          assertArrayEquals(values.getFirst(), c.toDoubles());
        }
        Expr d = s.here().data();
        values.add(s.value(d).toDoubles());
        if (s.index() == 0) s.carry().put("spy.first", d);
        return s.hold(d);
      }
    };
    sample(solver).close();
    assertEquals(Zoo.STEPS, values.size());
  }

  @Test
  void givenTensorsLiveAsLongAsTheirOwnerLikes() {
    Tensor mine = Tensor.of(Worlds.PAIR, 0.25, -0.5);
    try (Samples s = sample(t -> t.hold(t.here().data()).plus(mine.times(0.1)))) {
      assertTrue(Double.isFinite(s.doubles(2)[1]));
      assertArrayEquals(new double[] {0.25, -0.5}, mine.toDoubles());
    }
  }

  @Test
  void buffersAreUsedAgainAndDoNotGrowWithTheSteps() {
    var few = new WatchedBackend(Precision.F32);
    var many = new WatchedBackend(Precision.F32);
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon().guided(new Zoo.Rescaled(2)), new SmallSolvers.Pec(),
        Worlds.INSIDE);
    s.on(few).steps(4).sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3)).close();
    s.on(many).steps(40).sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3)).close();
    assertEquals(few.allocations, many.allocations);
    few.close();
    many.close();
  }

  /** Rows of several places are more than the samples': they come from elsewhere, and go back there. */
  @Test
  void norDoThoseOfSeveralPlacesInOneCall() {
    Solver stages = s -> {
      Point half = s.schedule().between(s.from(), s.to(), 0.5);
      Expr d = s.here().data();
      List<Evaluation> two = s.evaluate(List.of(s.from().hold(s.x(), d, half), s.hold(d)), List.of(half, s.to()));
      return s.hold(two.get(0).data().plus(two.get(1).data()).times(0.5));
    };
    var few = new WatchedBackend(Precision.F32);
    var many = new WatchedBackend(Precision.F32);
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), stages, Worlds.INSIDE).microBatch(2);
    s.on(few).steps(4).sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3)).close();
    s.on(many).steps(80).sample(Worlds.PAIR, Worlds.seeds(3), Zoo.classes(3)).close();
    assertEquals(few.allocations, many.allocations);
    few.close();
    many.close();
  }

  @Test
  void aConstantOfASolverIsUploadedOnceNotOnceAStep() {
    var watched = new WatchedBackend(Precision.F32);
    Tensor mask = Tensor.of(Worlds.PAIR, 1, 0), known = Tensor.of(Worlds.PAIR, 0.5, 0.5);
    Solver painting = s -> s.blend(mask, known, s.hold(s.here().data()));
    try (Samples s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), painting, Worlds.INSIDE).on(watched).steps(20)
        .sample(Worlds.PAIR, Worlds.seeds(3))) {
      assertEquals(2, s.report().copies());
    }
    assertEquals(0, watched.open.size());
    watched.close();
  }

  @Test
  void aTensorMadeAnewInEachStepDoesNotPileUp() {
    var watched = new WatchedBackend(Precision.F32);
    var most = new int[1];
    Solver s = t -> {
      most[0] = Math.max(most[0], watched.open.size());
      return t.hold(t.here().data()).plus(Tensor.of(Worlds.PAIR, 0.001 * t.index(), 0));
    };
    Zoo.sampler(Worlds.bumps(), s, Worlds.INSIDE).on(watched).steps(50).sample(Worlds.PAIR, Worlds.seeds(3)).close();
    assertTrue(most[0] < 10, most[0] + " buffers open");
    watched.close();
  }
}
