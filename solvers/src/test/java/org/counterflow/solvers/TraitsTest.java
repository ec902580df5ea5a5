package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.sde.Ancestral;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one solver has to do with another. What each claims of itself is tested by the contracts of the module tck. */
class TraitsTest {
  private static final Target MOONS = Targets.twoMoons();
  private static final TimeGrid INSIDE = Grids.logSnr(-3, 3);

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static double[] values(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Seeds seeds) {
    try (Samples s = Sampler.of(MOONS.score()).on(backend).along(schedule).solver(solver).grid(grid).steps(steps).sample(MOONS.shape(),
        seeds)) {
      return s.toDoubles();
    }
  }

  private static double evaluations(Solver solver, int steps) {
    try (Samples s = Sampler.of(MOONS.score()).on(backend).solver(solver).grid(INSIDE).steps(steps).sample(MOONS.shape(),
        Seeds.range(0, 3))) {
      return s.report().evaluations();
    }
  }

  private static double[] inside(Solver s) {
    return values(s, Schedules.vp(), INSIDE, 10, Seeds.of(3));
  }

  @Test
  void withoutNoiseTheAncestralStepIsItsInnerSolver() {
    assertArrayEquals(inside(Solvers.heun()), inside(Solvers.ancestral(Solvers.heun(), 0)));
  }

  @Test
  void withAllOfTheNoiseItIsDdpmOnTheSameNoise() {
    double[] ddpm = inside(Solvers.ddpm());
    assertArrayEquals(ddpm, inside(Solvers.eulerAncestral()), 1e-12);
    assertNotEquals(ddpm[0], values(Solvers.ddpm(), Schedules.vp(), INSIDE, 10, Seeds.of(4))[0]);
  }

  @Test
  void theAddedNoiseIsScaled() {
    double[][] x = new double[3][];
    for (int k = 0; k < 3; k++) x[k] = values(new Ancestral(Solvers.ddim(), 0.7, k), Schedules.vp(), INSIDE, 1, Seeds.of(3));
    for (int i = 0; i < 2; i++) {
      assertEquals(2 * (x[1][i] - x[0][i]), x[2][i] - x[0][i], 1e-14);
      assertNotEquals(x[0][i], x[1][i]);
    }
  }

  @Test
  void aPredictionIsNotReusedOnceNoiseIsAdded() {
    Solver s = Solvers.ancestral(new UniPC(3), 1);
    assertEquals(2 * 10, evaluations(s, 30) - evaluations(s, 20));
  }

  @Test
  void ancestralRefusesASolverThatDraws() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Ancestral(Solvers.ddpm()));
    assertEquals("ancestral adds the noise itself, but ddpm draws its own; give a deterministic solver such as ddim or heun",
        e.getMessage());
  }

  @Test
  void multistepMethodsBeginAsDdimDoes() {
    double[] ddim = values(Solvers.ddim(), Schedules.vp(), INSIDE, 1, Seeds.of(3));
    assertArrayEquals(ddim, values(Solvers.dpmSolverPP2M(), Schedules.vp(), INSIDE, 1, Seeds.of(3)));
    assertArrayEquals(ddim, values(Solvers.uniPC(), Schedules.vp(), INSIDE, 1, Seeds.of(3)));
  }
}
