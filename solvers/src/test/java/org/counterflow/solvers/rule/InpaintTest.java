package org.counterflow.solvers.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.counterflow.solvers.Rules;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known data stays what it is, and what is drawn knows of it. */
class InpaintTest {
  private static final Shape PAIR = Shape.of(2);
  private static final Value FIRST_KNOWN = Value.of(PAIR, new double[] {0, 1});

  /** Two bumps on the diagonal: whoever knows one coordinate knows the other. */
  private static final ScoreFunction DIAGONAL =
      ScoreFunction.of(Mixture.of(2, new double[] {-2, -2, 2, 2}, new double[] {0.3, 0.3}, new double[] {1, 1}), PAIR, Schedules.vp());

  static Stream<Solver> solvers() {
    return Stream.of(Solvers.ddim(), Solvers.dpmSolverPP2M(), Solvers.uniPC(), Solvers.heun(), Solvers.eulerAncestral(), Solvers.ddpm());
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void knownDataIsExactInTheEnd(Solver solver) {
    double[] known = {2.1, 0, -1.9, 0, 1.7, 0};
    Conditions given = Inpaint.given(FIRST_KNOWN, Value.of(PAIR.batch(3), known));
    try (Backend f32 = Backends.installed().open("java", Options.defaults().in(Precision.F32));
        Samples s = Sampler.of(DIAGONAL.with(Rules.inpaint())).on(f32).solver(solver).steps(12).sample(Seeds.range(0, 3), given)) {
      for (int i = 0; i < 3; i++) assertEquals((float) known[2 * i], s.floats(i)[0]);
    }
  }

  static Stream<Solver> stochastic() {
    return Stream.of(Solvers.eulerAncestral(), Solvers.ddpm());
  }

  /** A deterministic solver may have gone to a bump before the noise over the known coordinate is low enough to tell which. */
  @ParameterizedTest
  @MethodSource("stochastic")
  void whatIsDrawnFollowsTheKnown(Solver solver) {
    int n = 200;
    var known = new double[2 * n];
    for (int i = 0; i < n; i++) known[2 * i] = i % 2 == 0 ? 2.1 : -1.9;
    int strangers = 0;
    try (Backend f64 = Plain.f64(); Samples s = Sampler.of(DIAGONAL.with(Rules.inpaint())).on(f64).solver(solver).steps(40)
        .sample(Seeds.range(0, n), Inpaint.given(FIRST_KNOWN, Value.of(PAIR.batch(n), known)))) {
      for (int i = 0; i < n; i++) if (Math.signum(s.doubles(i)[1]) != Math.signum(known[2 * i])) strangers++;
    }
    // Without the known coordinate every other one would be.
    assertTrue(strangers <= n / 20, strangers + " of " + n + " are of the other bump");
  }

  @Test
  void evenAtAPlaceWhereNoDataIs() {
    Conditions given = Inpaint.given(FIRST_KNOWN, Value.of(PAIR.batch(1), new double[] {40, 0}));
    try (Backend f64 = Plain.f64(); Samples s = Sampler.of(DIAGONAL.with(Rules.inpaint())).on(f64).steps(20).sample(Seeds.of(7), given)) {
      assertEquals(40, s.doubles(0)[0]);
      assertEquals(2, s.doubles(0)[1], 1.2);
    }
  }

  @Test
  void withoutAMaskNothingIsKnownAndNothingChanges() {
    Conditions given = Inpaint.given(Value.of(Shape.of(2), new double[] {1, 1}), Value.of(PAIR.batch(1), new double[] {5, 5}));
    try (Backend f64 = Plain.f64();
        Samples ruled = Sampler.of(DIAGONAL.with(Rules.inpaint())).on(f64).steps(10).sample(Seeds.range(0, 4), given);
        Samples plain = Sampler.of(DIAGONAL).on(f64).steps(10).sample(Seeds.range(0, 4))) {
      assertArrayEquals(plain.toDoubles(), ruled.toDoubles(), 1e-12);
    }
  }

  static Stream<Prediction> predictions() {
    return Stream.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW, Prediction.SCORE, Prediction.edm(0.5));
  }

  /** {@code D' = m D + (1 - m) known} and {@code (x - alpha D') / sigma}, whatever the output means. */
  @ParameterizedTest
  @MethodSource("predictions")
  void blendsTheDataEstimate(Prediction prediction) {
    double[] x = {0.4, -0.3}, raw = {0.7, 0.2}, mask = {0.25, 1}, known = {3, 9};
    ScoreFunction says = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Schedules.vp();
      }

      @Override
      public Evaluation evaluate(Expr state, Point at, Workspace w) {
        return new Evaluation(at, w.value(state), w.value(Tensor.of(PAIR, raw)), prediction, Map.of());
      }
    };
    var at = new Point(0.5, 0.6, 0.8);
    var seen = new double[2][];
    Solver probe = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1);
      }

      @Override
      public Expr step(Step s) {
        seen[0] = s.value(s.here().data()).toDoubles();
        seen[1] = s.value(s.here().noise()).toDoubles();
        return s.x();
      }
    };
    Conditions given = Inpaint.given(Value.of(PAIR, mask), Value.of(PAIR.batch(1), known));
    try (Backend f64 = Plain.f64()) {
      Sampler.of(says.with(new Inpaint())).on(f64).solver(probe).steps(1)
          .grid((n, steps) -> List.of(at, new Point(0.2, 0.8, 0.6)))
          .decode(Value.of(PAIR.batch(1), x), Seeds.of(1), given).close();
    }
    for (int i = 0; i < 2; i++) {
      double said = prediction.data(at).ofX() * x[i] + prediction.data(at).ofOutput() * raw[i];
      double data = mask[i] * said + (1 - mask[i]) * known[i];
      assertEquals(data, seen[0][i], 1e-14 * Math.max(1, Math.abs(data)));
      assertEquals((x[i] - at.alpha() * data) / at.sigma(), seen[1][i], 1e-13 * Math.max(1, Math.abs(data)));
    }
  }

  @Test
  void aMaskOfOneChannelStandsForAll() {
    Value known = Value.of(Shape.of(2, 3, 1, 2), new double[12]);
    double[] all = {0, 1, 0, 1, 0, 1};
    for (Shape s : List.of(Shape.of(1, 2), Shape.of(1, 1, 2), Shape.of(1, 1, 1, 2)))
      assertArrayEquals(all, Inpaint.given(Value.of(s, new double[] {0, 1}), known).get(Inpaint.MASK).toDoubles(), s.toString());
    assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0},
        Inpaint.given(Value.of(Shape.of(2, 1, 1, 2), new double[] {0, 1, 1, 0}), known).get(Inpaint.MASK).toDoubles());
    assertRefused("a mask of the shape 3x1x2 or 1x1x2", () -> Inpaint.given(Value.of(Shape.of(3), new double[3]), known));
    assertRefused("element 1 is 2.0", () -> Inpaint.given(Value.of(Shape.of(1, 2), new double[] {0, 2}), known));
  }

  @Test
  void whatIsMissingOrDoesNotFitIsRefused() {
    Sampler s = Sampler.of(DIAGONAL.with(Rules.inpaint())).steps(2);
    assertRefused("the condition \"known\" is not given, and inpaint needs it", () -> s.start(Seeds.of(1), Conditions.NONE));
    Conditions four = Inpaint.given(Value.of(Shape.of(4), new double[4]), Value.of(Shape.of(1, 4), new double[4]));
    try (Backend f64 = Plain.f64()) {
      assertRefused("\"mask\" has the shape 4, and samples have 2", () -> s.on(f64).sample(Seeds.of(1), four));
    }
  }

  private static void assertRefused(String words, Runnable what) {
    String said = assertThrows(IllegalArgumentException.class, what::run).getMessage();
    assertTrue(said.contains(words), said);
  }
}
