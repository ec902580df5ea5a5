package org.counterflow.solvers.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.schedule.InitialScale;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The variances of a step's noise, whatever the process of the run. */
class DdpmTest {
  private static final Shape PLANE = Shape.of(2);
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  /** A target, with a variance that follows from the state as the variance-preserving process has it. */
  private record WithVariance(ScoreFunction inner) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return inner.schedule();
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      Evaluation e = inner.evaluate(x, at, w);
      Tensor variance = w.value(x.times(0.3 / scale(at)));
      return new Evaluation(e.point(), e.x(), e.raw(), e.prediction(), Map.of(Ddpm.VARIANCE, variance));
    }
  }

  private static double[] along(NoiseSchedule schedule, Solver solver, TimeGrid grid, int steps) {
    var score = new WithVariance(Targets.twoMoons().score());
    Sampler s = Sampler.of(score).on(backend).along(schedule).solver(solver).grid(grid).steps(steps);
    double[] start = {0.4, -1.1, 1.3, 0.2, -0.7, 0.9};
    double first = scale(s.points().getFirst()), last = scale(s.points().getLast());
    for (int i = 0; i < start.length; i++) start[i] *= first;
    try (Samples samples = s.decode(Tensor.of(PLANE, start), Seeds.range(0, 3), Conditions.NONE)) {
      double[] x = samples.toDoubles();
      for (int i = 0; i < x.length; i++) x[i] /= last;
      return x;
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachFormOfAProcessHasTheSameSamplesScaled(Ddpm.Variance variance) {
    for (TimeGrid grid : List.of(Grids.logSnr(-3, 3), Grids.toZero(Grids.logSnr(-4, 2)))) {
      double[] expected = along(Schedules.vp(), new Ddpm(variance), grid, 12);
      for (NoiseSchedule s : List.of(Schedules.edm(), Schedules.rectifiedFlow(), Schedules.rectifiedFlow(3),
          Schedules.linear(1e-4, 0.02, 1000), Schedules.cosine(1000)))
        assertArrayEquals(expected, along(s, new Ddpm(variance), grid, 12), 1e-9, variance + " along " + s);
    }
  }

  /** The large variance is exact where the data are standard normal: the deviation is kept in steps of any length. */
  @Test
  void theLargeVarianceKeepsAStandardNormal() {
    int n = 20_000;
    var normal = Targets.gaussian(0, 1, 2);
    for (NoiseSchedule s : List.of(Schedules.vp(), Schedules.edm(), new RectifiedFlow(1, InitialScale.TOTAL))) {
      Sampler sampler = Sampler.of(normal.score()).on(backend).along(s).solver(new Ddpm(Ddpm.Variance.LARGE)).grid(Grids.logSnr(-4, 4))
          .steps(3);
      double end = scale(sampler.points().getLast()), start = scale(sampler.points().getFirst());
      double scale = sampler.schedule().initialScale(sampler.points().getFirst());
      try (Samples samples = sampler.sample(PLANE, Seeds.range(0, n))) {
        double square = 0;
        for (double v : samples.toDoubles()) square += v * v / (2.0 * n);
        // Four standard errors of a deviation, and what the start's scale differs from the process's own at most leaves.
        assertEquals(1, Math.sqrt(square) / end, 4 * Math.sqrt(1 / (4.0 * n)) + Math.abs(scale / start - 1), s.toString());
      }
    }
  }
}
