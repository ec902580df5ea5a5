package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.network.Port;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several places in one call, and networks that are told where a step goes. */
class StagesTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Three places on the way, asked for together or one after the other. */
  private record Parallel(boolean together) implements EmbeddedSolver {
    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data();
      var at = new ArrayList<Point>();
      var xs = new ArrayList<Expr>();
      for (double part : new double[] {0.25, 0.5, 1}) {
        Point p = s.schedule().between(s.from(), s.to(), part);
        at.add(p);
        xs.add(s.from().hold(s.x(), d, p));
      }
      var all = new ArrayList<Evaluation>();
      if (together) all.addAll(s.evaluate(xs, at));
      else for (int i = 0; i < 3; i++) all.add(s.evaluate(xs.get(i), at.get(i)));
      for (int i = 0; i < 3; i++) assertEquals(at.get(i), all.get(i).point());
      Expr mean = all.get(0).data().plus(all.get(1).data()).plus(all.get(2).data()).times(1.0 / 3), high = s.hold(mean);
      return new Estimate(high, s.errorNorm(high.minus(s.hold(d)), s.x(), high, new Tolerance(0.05, 0.05))[0]);
    }

    @Override
    public String toString() {
      return "parallel";
    }
  }

  /** Hands its own evaluation, or one of twice its data estimate, to the solver inside. */
  private record Handing(Solver inner, double factor) implements Solver {
    @Override
    public Expr step(Step s) {
      Evaluation e = s.here();
      return s.run(inner, s.from(), s.x(), factor == 1 ? e : Evaluation.ofData(e.point(), e.x(), e.data().times(factor)), s.to());
    }
  }

  private static double[] oneStep(Backend backend, Solver s, double evaluations) {
    try (Samples x = Zoo.sampler(Worlds.bumps(), s, Worlds.INSIDE).on(backend).steps(1).sample(Worlds.PAIR, Seeds.of(3))) {
      assertEquals(evaluations, x.report().evaluations());
      return x.toDoubles();
    }
  }

  @Test
  void anInnerSolverTakesTheEvaluationThatItIsGiven() {
    double[] plain = oneStep(backend, new SmallSolvers.Heun(), 2);
    assertArrayEquals(plain, oneStep(backend, new Handing(new SmallSolvers.Heun(), 1), 2));
    double[] once = oneStep(backend, new Handing(new SmallSolvers.Ddim(), 1), 1), twice = oneStep(backend, new Handing(new SmallSolvers.Ddim(), 2), 1),
        none = oneStep(backend, new Handing(new SmallSolvers.Ddim(), 0), 1);
    for (int i = 0; i < once.length; i++) assertEquals(once[i] - none[i], twice[i] - once[i], 1e-12);
    assertTrue(Math.abs(twice[0] - once[0]) > 1e-3);
    String said = assertThrows(IllegalStateException.class, () -> oneStep(backend, s -> s.run(new SmallSolvers.Ddim(), s.from(), s.x(), null, s.to()), 1))
        .getMessage();
    assertTrue(said.contains("with the evaluation null"), said);
  }

  private Sampler sampler(ScoreFunction f, boolean together, boolean adaptive) {
    Solver s = new Parallel(together);
    if (adaptive) s = new Adaptive(new Parallel(together), new SmallSolvers.Looking(), 1, 400);
    return Zoo.sampler(f, s, Worlds.INSIDE).on(backend).microBatch(4);
  }

  @Test
  void severalPlacesAreOneCallWithALabelARowAndTheBitsOfSeveralCalls() {
    for (int n : new int[] {1, 3, 4, 6}) {
      for (boolean adaptive : new boolean[] {false, true}) {
        for (HostNetwork net : List.of(HostNetwork.of(Worlds.PAIR, Precision.F64), HostNetwork.byCount(Worlds.PAIR, Precision.F64),
            HostNetwork.of(Worlds.PAIR, Precision.F16))) {
          for (ScoreFunction f : List.of(net.epsilon(), net.epsilon().guided(new Zoo.Rescaled(2)), net.epsilon().with(new Zoo.SlowClip()))) {
            try (Samples one = sampler(f, false, adaptive).sample(Worlds.PAIR, Worlds.seeds(n), Zoo.classes(n));
                Samples all = sampler(f, true, adaptive).sample(Worlds.PAIR, Worlds.seeds(n), Zoo.classes(n))) {
              // A rule with a memory is the same whether its stages come one by one.
              assertArrayEquals(one.toDoubles(), all.toDoubles(), f + ", " + n + (adaptive ? " adaptive" : ""));
              assertEquals(one.report().evaluations(), all.report().evaluations());
              assertEquals(one.report().networkRows(), all.report().networkRows());
            }
          }
        }
      }
    }
  }

  @Test
  void fewerCallsComeOneAfterTheOther() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    Sampler s = sampler(net.epsilon(), true, false).microBatch(16);
    try (Samples all = s.sample(Worlds.PAIR, Worlds.seeds(4)); Samples one = s.solver(new Parallel(false)).sample(Worlds.PAIR, Worlds.seeds(4))) {
      assertEquals(2 * Zoo.STEPS, all.report().networkCalls(), "here, and the three together");
      assertEquals(4 * Zoo.STEPS, one.report().networkCalls());
    }
    List<HostNetwork.Row> together = net.seen.get(1).rows();
    assertEquals(3, together.stream().map(HostNetwork.Row::label).distinct().count());
    for (int k = 0; k < 3; k++)
      assertEquals(1, together.subList(4 * k, 4 * k + 4).stream().map(HostNetwork.Row::label).distinct().count(), "states one behind the other");
  }

  @Test
  void aNetworkWithOneTimeForAllRowsGetsItsLabelsApart() {
    for (Port time : List.of(Port.of(HostNetwork.TIME, ElementType.FLOAT), Port.of(HostNetwork.TIME, ElementType.DOUBLE, 1))) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).taking(time);
      // As the times of rows of one call are read from one number, a row that got another's would differ.
      HostNetwork same = HostNetwork.of(Worlds.PAIR, Precision.F64).taking(Port.of(HostNetwork.TIME, time.type(), "batch"));
      for (boolean adaptive : new boolean[] {false, true}) {
        try (Samples one = sampler(net.epsilon(), true, adaptive).microBatch(16).sample(Worlds.PAIR, Worlds.seeds(4), Zoo.classes(4));
            Samples many = sampler(same.epsilon(), true, adaptive).microBatch(16).sample(Worlds.PAIR, Worlds.seeds(4), Zoo.classes(4))) {
          assertArrayEquals(many.toDoubles(), one.toDoubles(), time.toString());
          assertEquals(net.seen.size(), one.report().networkCalls());
          if (!adaptive) assertEquals(4 * Zoo.STEPS, one.report().networkCalls());
          else assertTrue(one.report().networkCalls() > many.report().networkCalls());
        }
        net.seen.clear();
      }
    }
  }

  @Test
  void oneTimeForAllRowsIsPaddedWithoutHarmingItsNeighbours() {
    HostNetwork net = HostNetwork.byCount(Worlds.PAIR, Precision.F64).taking(Port.of(HostNetwork.TIME, ElementType.DOUBLE));
    for (boolean adaptive : new boolean[] {false, true}) {
      Sampler s = sampler(net.epsilon(), true, adaptive).microBatch(4);
      double[] all = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(6), Zoo.classes(6)));
      for (int r = 0; r < 6; r++)
        assertArrayEquals(Zoo.rows(all, 2, r), Zoo.values(s.start(Worlds.PAIR, Seeds.of(Worlds.seeds(6).get(r)), Conditions.classes(r % 3))));
      for (HostNetwork.Seen c : net.seen) assertEquals(4, c.rows().size());
    }
  }

  /** A second time, which shows in what the network says. */
  private static HostNetwork towards(Port second) {
    return HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64, r -> {
      double[] f = HostNetwork.smooth(r);
      for (int i = 0; i < f.length; i++) f[i] += 0.3 * r.condition("r", Double.NaN);
      return f;
    }).taking(second);
  }

  @Test
  void aSecondTimeIsWhereTheStepGoes() {
    for (Port second : List.of(Port.of("r", ElementType.DOUBLE, "batch"), Port.of("r", ElementType.FLOAT), Port.of("r", ElementType.DOUBLE, "batch", 1))) {
      HostNetwork net = towards(second);
      Sampler s = Zoo.sampler(net.epsilon(), new SmallSolvers.Heun(), Worlds.INSIDE).on(backend);
      s.sample(Worlds.PAIR, Seeds.of(1)).close();
      List<Point> points = s.points();
      for (int k = 0; k < Zoo.STEPS; k++) {
        HostNetwork.Row here = net.seen.get(2 * k).rows().getFirst(), there = net.seen.get(2 * k + 1).rows().getFirst();
        double end = second.type() == ElementType.FLOAT ? (float) points.get(k + 1).time() : points.get(k + 1).time();
        assertEquals(points.get(k).time(), here.label(), 1e-12);
        assertEquals(end, here.condition("r", -1), 1e-12);
        assertEquals(points.get(k + 1).time(), there.label(), 1e-12);
        assertEquals(end, there.condition("r", -1), 1e-12, "at the end itself there is no way left");
      }
    }
  }

  @Test
  void samplesWithStepsOfTheirOwnHaveTargetsOfTheirOwn() {
    // All begin at one time and, from the second attempt on, go to different ones.
    EmbeddedSolver pair = s -> {
      double lane = s.mean(s.given("lane"))[0];
      Expr d = s.here().data();
      s.evaluate(s.hold(d), s.to());
      return new Estimate(s.hold(d), 1 + lane);
    };
    var a = new Adaptive(pair, t -> new Decision(true, t.now().error() == 1 ? 1.1 : 0.9 + 0.1 / t.now().error()), 1, 200);
    Conditions c = Conditions.NONE.with("lane", Value.of(Shape.of(3), 0.0, 1.0, 2.0));
    double[] perRow = null;
    for (Port second : List.of(Port.of("r", ElementType.DOUBLE, "batch"), Port.of("r", ElementType.DOUBLE))) {
      HostNetwork net = towards(second);
      Sampler s = Zoo.sampler(Zoo.told(net.epsilon(), "lane"), a, Worlds.INSIDE).on(backend).microBatch(4);
      double[] all = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(3), c));
      if (perRow == null) perRow = all;
      assertArrayEquals(perRow, all, second.toString());
      boolean mixed = net.seen.stream().anyMatch(k -> k.rows().stream().map(r -> r.condition("r", -1)).distinct().count() > 1);
      assertEquals(second.rank() == 1, mixed);
    }
  }

  @Test
  void asManyPlacesAsStates() {
    for (int n : new int[] {0, 1, 3}) {
      Solver wrong = s -> {
        s.evaluate(IntStream.range(0, n).mapToObj(i -> s.x()).toList(), n == 0 ? List.of() : List.of(s.to(), s.to()));
        return s.x();
      };
      assertThrows(IllegalArgumentException.class,
          () -> Zoo.sampler(Worlds.bumps(), wrong, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1)), n + " states");
    }
  }
}
