package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps that touch alpha = 0 or sigma = 0 are the driver's, unless a solver claims them. */
class EndsTest {
  private final Backend backend = Worlds.java(Precision.F64);
  private final List<Integer> taken = new ArrayList<>();

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

  private Solver noting(Traits t) {
    return new Written(t, s -> {
      taken.add(s.index());
      return s.hold(s.here().data());
    });
  }

  private Sampler sampler(Solver s) {
    return Zoo.sampler(Worlds.bumps(), s, Worlds.BOTH_ENDS).on(backend);
  }

  @Test
  void theSolverSeesOnlyTheStepsInside() {
    sampler(noting(Traits.of(1))).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(List.of(1, 2, 3, 4, 5), taken);
  }

  @Test
  void aSolverThatClaimsTheEndsTakesThem() {
    sampler(noting(Traits.of(1).atEnds(true))).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), taken);
  }

  @Test
  void aWrapperSeesEveryStepButWhatItRunsDoesNot() {
    var outer = new ArrayList<Integer>();
    Solver inner = noting(Traits.of(1));
    sampler(new Written(Traits.of(1).wraps(true), s -> {
      outer.add(s.index());
      return s.run(inner, s.from(), s.x(), s.to());
    })).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), outer);
    assertEquals(List.of(1, 2, 3, 4, 5), taken);
  }

  @Test
  void fromNoiseTheDataEstimateIsHeldAndTheLastStepGivesIt() {
    var plans = new ArrayList<String>();
    var kept = new ArrayList<Point>();
    sampler(new SmallSolvers.TwoM()).watch(Zoo.each((i, from, to, plan, x, k) -> {
      plans.add(plan.toString());
      if (k != null) kept.add(k.point());
      if (to.sigma() == 0) {
        assertNotNull(k);
        // hold() to sigma = 0 is the data estimate itself: no rounding, no rest of the state.
        assertArrayEquals(((Tensor) k.raw()).toDoubles(), x.toDoubles());
      }
    })).sample(Worlds.PAIR, Seeds.of(1, 2)).close();
    Point first = new Worlds.Lambdas(true, true).on(Worlds.TURN, Zoo.STEPS).get(1);
    assertEquals(String.format(java.util.Locale.ROOT, "%+.6f x0 %+.6f F0", first.sigma(), first.alpha()), plans.getFirst());
    assertEquals("+1.000000 F6", plans.getLast());
    assertEquals(Zoo.STEPS, kept.size());
  }

  @Test
  void infiniteLambdaDoesNotReachAMultistepRule() {
    Solver spy = new Written(Traits.of(2).remembers(2), s -> {
      if (s.index() == 1) assertNull(s.past(1), "the evaluation at alpha = 0 did not enter");
      if (s.index() > 1) assertNotNull(s.past(1));
      for (int k = 1; k <= 2; k++) {
        Evaluation e = s.past(k);
        if (e != null) assertTrue(e.point().inside());
      }
      taken.add(s.index());
      return s.hold(s.here().data());
    });
    sampler(spy).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(5, taken.size());
  }

  @Test
  void aSolverThatClaimsTheEndsRemembersThem() {
    Solver spy = new Written(Traits.of(1).remembers(1).atEnds(true), s -> {
      if (s.index() == 1) {
        Evaluation e = s.past(1);
        assertNotNull(e);
        assertEquals(0, e.point().alpha());
        taken.add(1);
      }
      return s.hold(s.here().data());
    });
    sampler(spy).sample(Worlds.PAIR, Seeds.of(1)).close();
    assertEquals(List.of(1), taken);
  }

  @Test
  void fromCleanDataTheNoiseEstimateIsHeldWithTheLabelOfTheEarliestPoint() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    var table = new Worlds.Table();
    ScoreFunction f = ScoreFunction.of(net, Prediction.EPSILON, TimeLabel.STEP, table);
    var plans = new ArrayList<String>();
    Tensor data = Tensor.of(Worlds.PAIR, 0.5, -1.25);
    Sampler s = Zoo.sampler(f, new SmallSolvers.TwoM(), Worlds.TO_CLEAN).along(Worlds.STRAIGHT).on(backend)
        .watch(Zoo.each((i, from, to, plan, x, kept) -> plans.add(plan.toString())));
    s.encode(data, Seeds.of(9), Conditions.NONE).close();
    assertEquals(0, net.seen.getFirst().rows().getFirst().label(), "the label of entry 0, not that of clean data, -1");
    Point to = s.points().get(Zoo.STEPS - 1);
    assertEquals(String.format(java.util.Locale.ROOT, "%+.6f x0 %+.6f F0", to.alpha(), to.sigma()), plans.getFirst());
    assertEquals(Zoo.STEPS, plans.size());
  }

  @Test
  void fromCleanDataOfItsOwnProcessTheLabelIsThatOfTheEarliestPointToo() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
    ScoreFunction f = ScoreFunction.of(net, Prediction.EPSILON, TimeLabel.logSigma(0, 0.25), Worlds.EXPLODING);
    Zoo.sampler(f, new SmallSolvers.Ddim(), Worlds.TO_CLEAN).on(backend)
        .encode(Tensor.of(Worlds.PAIR, 0.5, -1.25), Seeds.of(9), Conditions.NONE).close();
    assertEquals(0.25 * StrictMath.log(0.01), net.seen.getFirst().rows().getFirst().label(), 1e-12);
  }

  @Test
  void encodingAndDecodingComeBack() {
    Tensor data = Tensor.of(Worlds.PAIR, 0.5, -1.25, 0.9, 0.3, -1.4, 0.4);
    Seeds three = Seeds.of(1, 2, 3);
    double[] errors = new double[2];
    for (int k = 0; k < 2; k++) {
      Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), new SmallSolvers.Heun(), Worlds.TO_CLEAN)
          .along(Worlds.STRAIGHT)
          .on(backend).steps(20 << k);
      try (Samples z = s.encode(data, three, Conditions.NONE);
          Samples back = s.decode(Tensor.of(Worlds.PAIR, z.toDoubles()), three, Conditions.NONE)) {
        assertEquals("encode", z.recipe().find("direction"));
        assertEquals("decode", back.recipe().find("direction"));
        double[] a = data.toDoubles(), b = back.toDoubles();
        for (int i = 0; i < a.length; i++) errors[k] = Math.max(errors[k], Math.abs(a[i] - b[i]));
      }
    }
    assertTrue(errors[1] < 0.02 && errors[1] < 0.7 * errors[0], errors[0] + " then " + errors[1]);
  }

  @Test
  void aRepeatedNodeEvaluatesAndLeavesTheStateAlone() {
    Point a = Worlds.TURN.at(0.8), b = Worlds.TURN.at(0.5), c = Worlds.TURN.at(0.2);
    // The second name of b's place is another time, as in tables that are rounded.
    Point again = new Point(0.4999, b.alpha(), b.sigma());
    for (Point repeated : List.of(b, again)) {
      var states = new ArrayList<double[]>();
      try (Samples s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.TwoM(), Worlds.Nodes.of(a, b, repeated, c)).steps(3).on(backend)
          .watch(Zoo.each((i, from, to, plan, x, kept) -> states.add(x.toDoubles()))).sample(Worlds.PAIR, Seeds.of(1))) {
        assertEquals(3, s.report().evaluations());
        assertArrayEquals(states.get(0), states.get(1));
      }
      try (Samples plain = Zoo.sampler(Worlds.bumps(), new SmallSolvers.TwoM(), Worlds.Nodes.of(a, b, c)).steps(2).on(backend)
          .sample(Worlds.PAIR, Seeds.of(1))) {
        assertArrayEquals(plain.toDoubles(), states.getLast(), "the step after it is as if it were not there");
      }
    }
  }

  @Test
  void gridsOutOfOrderAreRefusedByTheirNode() {
    Point a = Worlds.TURN.at(0.8), b = Worlds.TURN.at(0.5), c = Worlds.TURN.at(0.6);
    var e = assertThrows(IllegalStateException.class, () -> sampler(new SmallSolvers.Ddim()).grid(Worlds.Nodes.of(a, b, c)).steps(2).points());
    assertTrue(String.valueOf(e.getMessage()).contains("node 2") && e.getMessage().contains("time=0.6"), e.getMessage());
    assertThrows(IllegalStateException.class,
        () -> sampler(new SmallSolvers.Ddim()).grid(Worlds.Nodes.of(a, new Point(0, Double.NaN, 1))).steps(1).points());
    assertThrows(IllegalStateException.class, () -> sampler(new SmallSolvers.Ddim()).grid(Worlds.Nodes.of(b, a)).steps(1).points());
    var few = assertThrows(IllegalStateException.class, () -> sampler(new SmallSolvers.Ddim()).grid(Worlds.Nodes.of(a, b)).steps(2).points());
    assertTrue(String.valueOf(few.getMessage()).contains("2 points for 2 steps"), few.getMessage());
  }

  @Test
  void adaptiveStepsNeedBothEndsInside() {
    for (var grid : List.of(Worlds.BOTH_ENDS, Worlds.TO_CLEAN)) {
      var e = assertThrows(IllegalArgumentException.class,
          () -> sampler(Zoo.adaptive(new SmallSolvers.Pair(0.01))).grid(grid).sample(Worlds.PAIR, Seeds.of(1)));
      assertTrue(String.valueOf(e.getMessage()).contains("inside"), e.getMessage());
    }
  }

  /** At both ends the score function's own ends answer, whatever the run's process. */
  @Test
  void aPredictionWithoutAnEstimateAtAnEndSaysSo() {
    var e = assertThrows(IllegalArgumentException.class,
        () -> Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), new SmallSolvers.Ddim(), Worlds.BOTH_ENDS).on(backend)
            .sample(Worlds.PAIR, Seeds.of(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("epsilon") && e.getMessage().contains("alpha = 0")
        && e.getMessage().contains("velocity"), e.getMessage());
  }

  /** A score function written by a user: driver and end rules must not care where an evaluation comes from. */
  private record Constant(double value) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      return new Evaluation(at, x, org.counterflow.api.tensor.Ones.ONES.times(value), Prediction.DATA, Map.of());
    }
  }

  @Test
  void aConstantDataEstimateIsReachedExactlyFromNoise() {
    try (Samples s = Sampler.of(new Constant(0.375)).solver(new SmallSolvers.TwoM()).grid(Worlds.BOTH_ENDS).steps(5).on(backend)
        .sample(Worlds.PAIR, Seeds.of(1, 2, 3))) {
      for (double v : s.toDoubles()) assertEquals(0.375, v);
    }
  }
}
