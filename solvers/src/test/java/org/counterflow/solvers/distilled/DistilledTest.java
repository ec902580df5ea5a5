package org.counterflow.solvers.distilled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Few-step samplers on networks whose perfect answer is known. */
class DistilledTest {
  private static final double MEAN = 0.7;
  private static final double DEVIATION = 0.4;
  private static final Shape ONE = Shape.of();

  /** The consistency function of a Gaussian: where the probability flow through (x, p) ends. */
  private static ScoreFunction consistency(NoiseSchedule schedule) {
    return of(schedule, (x, p) -> {
      double now = Math.hypot(p.alpha() * DEVIATION, p.sigma());
      return x.times(DEVIATION / now).plus(Ones.ONES.times(MEAN - p.alpha() * MEAN * DEVIATION / now));
    });
  }

  private interface Data {
    Expr of(Expr x, Point p);
  }

  private static ScoreFunction of(NoiseSchedule schedule, Data data) {
    return new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return schedule;
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        Tensor state = w.value(x);
        return Evaluation.ofData(at, state, w.value(data.of(state, at)));
      }

      @Override
      public Shape shape() {
        return ONE;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void aConsistencyFunctionGivesTheDataInAnyNumberOfSteps(int steps) {
    int n = 20_000;
    for (NoiseSchedule schedule : List.of(Schedules.rectifiedFlow(), Schedules.vp(), Schedules.edm())) {
      try (Backend b = Plain.f64(); Samples s = Sampler.of(consistency(schedule)).on(b).solver(new ReNoise()).grid(Grids.trailing()).steps(steps)
          .sample(Seeds.range(0, n))) {
        double[] x = s.toDoubles();
        double mean = Arrays.stream(x).average().orElseThrow(), variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (n - 1);
        // Five standard errors, and what the start is off: at sigma 80 of EDM a two hundredth of a deviation.
        assertEquals(MEAN, mean, 5 * DEVIATION / Math.sqrt(n) + 0.01, schedule + " mean");
        assertEquals(DEVIATION, Math.sqrt(variance), 5 * DEVIATION / Math.sqrt(2.0 * n), schedule + " deviation");
      }
    }
  }

  /** With noise of its own a step back to q has the variance that the process has there, whatever gamma: for one point the state is exact. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void aStepOfTcdEndsWithTheNoiseOfItsTarget(double gamma) {
    for (NoiseSchedule schedule : List.of(Schedules.linear(1e-4, 0.02, 1000), Schedules.vp(), Schedules.rectifiedFlow())) {
      Point p = schedule.entries() > 0 ? schedule.at(700) : schedule.at(0.7), q = schedule.entries() > 0 ? schedule.at(400) : schedule.at(0.4);
      double ofNoise = after(schedule, new Tcd(gamma), p, q, p.sigma(), 0), ofDraw = after(schedule, new Tcd(gamma), p, q, 0, 1);
      assertEquals(q.sigma() * q.sigma(), ofNoise * ofNoise + ofDraw * ofDraw, 1e-12, schedule + " " + gamma);
      if (gamma == 1) assertTrue(ofNoise < 0.05, "all noise is new: " + ofNoise);
    }
  }

  /** A step for data that is 0, from noise and with a draw. */
  private static double after(NoiseSchedule schedule, Solver solver, Point p, Point q, double noise, double draw) {
    ScoreFunction zero = of(schedule, (x, at) -> x.times(0));
    try (Backend b = Plain.f64(); Samples s = Sampler.of(zero).on(b).solver(solver).grid((n, k) -> List.of(p, q)).steps(1)
        .noise((seed, d, normals) -> Arrays.fill(normals, draw)).decode(Value.of(Shape.of(1), noise), Seeds.of(1), Conditions.NONE)) {
      return s.doubles(0)[0];
    }
  }

  @Test
  void withoutGammaItIsDdim() {
    try (Backend b = Plain.f64(); Samples a = Sampler.of(consistency(Schedules.vp())).on(b).solver(new Tcd(0)).steps(7).sample(Seeds.range(0, 9));
        Samples c = Sampler.of(consistency(Schedules.vp())).on(b).solver(Solvers.ddim()).steps(7).sample(Seeds.range(0, 9))) {
      assertArrayEquals(c.toDoubles(), a.toDoubles());
    }
  }

  @Test
  void latentConsistencyHasItsBoundary() {
    var table = Schedules.linear(1e-4, 0.02, 1000);
    Point p = table.at(3), q = table.at(1);
    ScoreFunction half = of(table, (x, at) -> x.times(0.5));
    NoiseSource ones = (seed, d, normals) -> Arrays.fill(normals, 1);
    try (Backend b = Plain.f64(); Samples s = Sampler.of(half).on(b).solver(new Lcm()).grid((n, k) -> List.of(p, q, n.clean())).steps(2).noise(ones)
        .decode(Value.of(Shape.of(1), 2.0), Seeds.of(1), Conditions.NONE)) {
      DoubleUnaryOperator skip = k -> 0.25 / (k * k + 0.25), out = k -> k / Math.sqrt(k * k + 0.25);
      double first = q.alpha() * (skip.applyAsDouble(30) * 2 + out.applyAsDouble(30) * 1) + q.sigma();
      double last = skip.applyAsDouble(10) * first + out.applyAsDouble(10) * 0.5 * first;
      assertEquals(last, s.doubles(0)[0], 1e-13);
    }
  }

  /** Without a table its time is in steps all the same: the boundary is that of 1000 steps, and f is D but near data. */
  @Test
  void latentConsistencyCountsInStepsOnAFlowAndIsRefusedWhereThereAreNone() {
    var flow = Schedules.rectifiedFlow(1);
    ScoreFunction half = of(flow, (x, at) -> x.times(0.5));
    NoiseSource none = (seed, d, normals) -> Arrays.fill(normals, 0);
    try (Backend b = Plain.f64(); Samples s = Sampler.of(half).on(b).solver(new Lcm()).grid((n, k) -> List.of(n.at(0.1), n.clean())).steps(1)
        .noise(none).decode(Value.of(Shape.of(1), 2.0), Seeds.of(1), Conditions.NONE)) {
      double k = 10 * 1000 * 0.1;
      assertEquals(2 * 0.25 / (k * k + 0.25) + k / Math.sqrt(k * k + 0.25), s.doubles(0)[0], 1e-13);
    }
    var edm = Schedules.edm();
    try (Backend b = Plain.f64()) {
      Sampler sampler = Sampler.of(of(edm, (x, at) -> x.times(0.5))).on(b).solver(new Lcm()).grid((n, k) -> List.of(n.at(1), n.clean())).steps(1);
      String said = assertThrows(IllegalArgumentException.class,
          () -> sampler.decode(Value.of(Shape.of(1), 2.0), Seeds.of(1), Conditions.NONE)).getMessage();
      assertTrue(said.startsWith("lcm: its boundary is in steps of the network, and edm has none"), said);
    }
  }

  /** The flow map of a Gaussian along a rectified flow, as the mean velocity between two times. */
  private static final class MeanFlow implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("x", ElementType.DOUBLE, "batch", 1), Port.of("t", ElementType.DOUBLE, "batch"),
          Port.of("r", ElementType.DOUBLE, "batch")), List.of(Port.of("u", ElementType.DOUBLE, "batch", 1)));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }

    private static double at(double x, double t, double r) {
      double now = Math.hypot((1 - t) * DEVIATION, t), then = Math.hypot((1 - r) * DEVIATION, r);
      return (1 - r) * MEAN + (x - (1 - t) * MEAN) * then / now;
    }

    @Override
    public void evaluate(Call call) {
      double[] x = call.inputs().get("x").toDoubles(), t = call.inputs().get("t").toDoubles(), r = call.inputs().get("r").toDoubles();
      try (Hold out = call.outputs().get("u").hold(Memory.HOST, Access.WRITE)) {
        for (int i = 0; i < x.length; i++)
          out.segment().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, (x[i] - at(x[i], t[i], r[i])) / (t[i] - r[i]));
      }
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aFlowMapArrivesInAnyNumberOfSteps(int steps) {
    ScoreFunction f = ScoreFunction.of(new MeanFlow(), Prediction.FLOW, TimeLabel.UNIT, Schedules.rectifiedFlow());
    double[] start = {-1.5, 0, 0.4, 2};
    try (Backend b = Plain.f64(); Samples s = Sampler.of(f).on(b).solver(Solvers.ddim()).grid(Grids.trailing()).steps(steps)
        .sample(Value.of(Shape.of(4, 1), start), Seeds.range(0, 4), Conditions.NONE)) {
      for (int i = 0; i < 4; i++) assertEquals(MEAN + DEVIATION * start[i], s.doubles(i)[0], 1e-9);
    }
  }
}
