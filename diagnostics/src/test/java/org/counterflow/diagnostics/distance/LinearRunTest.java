package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.plan.Plan;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan followed backwards says what a run of the sampler does. */
class LinearRunTest {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final int STEPS = 13;

  private static Plan plan(String id) {
    Solver solver = Catalogue.installed().find(Kind.SOLVER, id);
    return Plan.of(solver, Schedules.vp(), GRID, Prediction.DATA, STEPS);
  }

  private static double variance(Point p, double s2) {
    return p.alpha() * p.alpha() * s2 + p.sigma() * p.sigma();
  }

  private static LinearRun run(String id, double s2) {
    return LinearRun.of(plan(id), p -> p.alpha() * s2 / variance(p, s2));
  }

  /** With memory and without, with a corrector, with one to three normals a step, with a normal inside a stage. */
  @ParameterizedTest
  @ValueSource(strings = {"ddim", "unipc", "dpmpp-3m", "accelerated-ode", "accelerated-ode-ab2", "exp-rk-4", "heun", "rk-4", "ddpm-li", "accelerated-sde",
      "accelerated-sde-antithetic", "dpmpp-2m-sde", "sa-solver", "er-sde", "seeds-3", "ddim:eta=0.5"})
  void theVarianceIsThatOfRuns(String id) {
    List<Point> points = GRID.on(Schedules.vp(), STEPS);
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      GaussianError e = GaussianError.of(backend, Catalogue.installed().find(Kind.SOLVER, id), Schedules.vp(), GRID, STEPS, Mixtures.gaussian(0, 0.5, 1));
      assertEquals(e.excess(), run(id, 0.25).variance(variance(points.getFirst(), 0.25)) / variance(points.getLast(), 0.25) - 1, 1e-10);
    }
  }

  /** The factor of equation (1) is {@code (1 - beta/(2 V)) / sqrt(1 - beta)} a step. */
  @Test
  void theGainIsTheProductOfFactors() {
    double s2 = 0.01, gain = 1;
    List<Point> points = GRID.on(Schedules.vp(), STEPS);
    for (int i = 0; i < STEPS; i++) {
      Point p = points.get(i), q = points.get(i + 1);
      double beta = 1 - Math.pow(p.alpha() / q.alpha(), 2);
      gain *= (1 - beta / (2 * variance(p, s2))) / Math.sqrt(1 - beta);
    }
    assertEquals(gain, run("pf-ode-li", s2).gain(), 1e-12 * gain);
    assertEquals(0, run("pf-ode-li", s2).noise());
  }

  @Test
  void whatAPlanDoesNotShowIsRefused() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> run("churn(heun)", 0.25)).getMessage().contains("does not show"));
  }
}
