package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/** Distances in the plane against the closed form of a Gaussian, and the plane's error of a score against a line's. */
class PlaneTest {
  private static final TimeGrid GRID = Grids.logSnr(-3, 2);
  private static final double DEVIATION = 0.4;
  private static final Mixture PLANE = Mixtures.gaussian(0, DEVIATION, 2);

  @Test
  void aGaussianHasItsClosedForm() {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      double exact = GaussianError.of(backend, Solvers.pfOdeLi(), Schedules.vp(), GRID, 19, PLANE).distance(Distance.TV);
      var sampler = Sampler.of(ScoreFunction.of(PLANE, Shape.of(2), Schedules.vp())).on(backend).along(Schedules.vp()).solver(Solvers.pfOdeLi())
          .grid(GRID).steps(19);
      assertTrue(exact > 0.05, "nothing to be seen: " + exact);
      assertEquals(exact, PlaneDistance.totalVariation(sampler, PLANE, 60).value(), 1e-3 * exact + 1e-4);
      for (var solver : new org.counterflow.api.solver.Solver[] {Solvers.ddpmLi(), Solvers.acceleratedSde()}) {
        double closed = GaussianError.of(backend, solver, Schedules.vp(), GRID, 19, PLANE).distance(Distance.TV);
        assertEquals(closed, PlaneEvolution.totalVariation(solver, Schedules.vp(), GRID, 19, PLANE, PlaneEstimate.exact(PLANE)).value(),
            0.02 * closed + 2e-4, solver.toString());
      }
    }
  }

  /** An estimate that is wrong in one coordinate, by as much as on a line. */
  @Test
  void theErrorInOneDirectionIsALines() {
    Mixture line = Mixtures.gaussian(0, DEVIATION, 1);
    DataEstimate wrong = p -> x -> new MixtureLaw(line, p).data(x) + 0.1 * Math.sin(2 * x);
    PlaneEstimate also = p -> {
      PlaneEstimate.Field exact = PlaneEstimate.exact(PLANE).at(p);
      return (x, data) -> {
        exact.data(x, data);
        data[0] += 0.1 * Math.sin(2 * x[0]);
      };
    };
    var points = GRID.on(Schedules.vp(), 8);
    ScoreError a = ScoreError.of(line, wrong, points);
    PlaneError b = PlaneError.of(PLANE, also, points);
    assertEquals(a.score(), b.score(), 1e-6 * a.score());
    assertEquals(a.sde(), b.sde(), 1e-6 * a.sde());
    // The divergence is a difference of nodes an eighth of a deviation apart.
    assertEquals(a.ode(), b.ode(), 0.02 * a.ode());
  }

  @Test
  void otherDimensionsAndMemoryAreRefused() {
    Mixture line = Mixtures.gaussian(0, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> PlaneError.of(line, PlaneEstimate.exact(PLANE), GRID.on(Schedules.vp(), 4)));
    assertThrows(IllegalArgumentException.class, () -> PlaneEvolution.totalVariation(Solvers.dpmSolverPP2M(), Schedules.vp(), GRID, 4, PLANE,
        PlaneEstimate.exact(PLANE)));
  }
}
