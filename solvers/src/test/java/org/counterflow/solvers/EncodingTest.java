package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From data to noise and back. */
class EncodingTest {
  private static final int STARTS = 201;
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static Tensor data() {
    var x = new double[STARTS];
    for (int i = 0; i < STARTS; i++) x[i] = -2.5 + 5.0 * i / (STARTS - 1);
    return Tensor.of(Shape.of(1), x);
  }

  /** The largest distance of a value from itself after the way there and back. */
  private static double returnError(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    var sampler = Sampler.of(ScoreFunction.of(Bumps.TARGET, Shape.of(1), schedule)).on(backend).solver(solver).grid(grid).steps(steps);
    Seeds seeds = Seeds.range(0, STARTS);
    double worst = 0;
    try (Samples noise = sampler.encode(data(), seeds, Conditions.NONE);
        Samples back = sampler.decode(Tensor.of(Shape.of(1), noise.toDoubles()), seeds, Conditions.NONE)) {
      double[] x = data().toDoubles(), y = back.toDoubles();
      for (int i = 0; i < STARTS; i++) worst = Math.max(worst, Math.abs(x[i] - y[i]));
    }
    return worst;
  }

  @Test
  void ddimReturnsWithAnErrorThatHalvesWithTheStep() {
    TimeGrid grid = Grids.logSnr(-4, 3);
    double at200 = returnError(Solvers.ddim(), Schedules.vp(), grid, 200), at400 = returnError(Solvers.ddim(), Schedules.vp(), grid, 400);
    assertTrue(at400 / at200 > 0.45 && at400 / at200 < 0.6, at200 + " and " + at400);
    assertEquals(5.9e-2, at200, 0.2 * 5.9e-2);
  }

  @Test
  void solversOfOrderTwoReturnWithAnErrorThatFallsToAQuarterOrLess() {
    TimeGrid grid = Grids.logSnr(-4, 3);
    for (Solver s : List.of(Solvers.heun(), Solvers.dpmSolverPP2M(), Solvers.uniPC(), Solvers.acceleratedOde())) {
      double ratio = returnError(s, Schedules.vp(), grid, 400) / returnError(s, Schedules.vp(), grid, 200);
      assertTrue(ratio < 0.3, s + ": " + ratio);
    }
  }

  @Test
  void cleanDataAreEncodedOnEachProcess() {
    TimeGrid grid = Grids.toZero(Grids.logSnr(-3.5, 3.5));
    for (NoiseSchedule n : List.of(Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow(), Schedules.linear(1e-4, 0.02, 1000))) {
      double error = returnError(Solvers.dpmSolverPP2M(), n, grid, 300);
      // What the last step to clean data flattens: about sigma^2 of the node before times the curvature of the density.
      assertTrue(error < 0.02, n + ": " + error);
    }
  }

  @Test
  void stochasticSolversRefuseToEncodeAndSayWhatToDo() {
    for (Solver s : List.of(Solvers.ddpm(), Solvers.ddpmLi(), Solvers.acceleratedSde(), Solvers.eulerAncestral(), Solvers.ddim(0.5))) {
      var e = assertThrows(IllegalStateException.class, () -> returnError(s, Schedules.vp(), Grids.logSnr(-4, 3), 10));
      assertEquals(s + " adds noise and so runs from noise to data only; encode with a deterministic solver such as heun", e.getMessage());
    }
  }

  /** At clean data sigma grows like a root of the time of vp, and has no slope by it: that step is taken otherwise. */
  @Test
  void heunInTimeLeavesCleanDataWhereTheTimeHasNoSlope() {
    double error = returnError(new Heun(Heun.In.TIME), Schedules.vp(), Grids.linspace(), 200);
    assertTrue(error < 0.05, "error " + error);
  }
}
