package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
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
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/** {@code fixed-stride} and {@code afs}: what they change, and what they leave alone. */
class FirstAndFixedStepsTest {
  private static final NoiseSchedule LINEAR = Schedules.linear(1e-4, 0.02, 1000);

  private static Sampler sampler(Backend b, Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    return Sampler.of(ScoreFunction.of(Mixtures.threeBumps(), Shape.of(1), schedule)).on(b).solver(solver).grid(grid).steps(steps);
  }

  private static double[] run(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, double evaluations) {
    try (Backend b = Plain.f64(); Samples s = sampler(b, solver, schedule, grid, steps).sample(Seeds.range(0, 5))) {
      assertEquals(evaluations, s.report().evaluations());
      return s.toDoubles();
    }
  }

  @Test
  void aFixedStrideIsTheInnerSolverOnItsOwnGrid() {
    assertArrayEquals(run(new Ddim(), LINEAR, Grids.leading(), 7, 7), run(new FixedStride(new Ddim()), LINEAR, Grids.leading(), 7, 7));
    assertFalse(Arrays.equals(run(new Ddim(), LINEAR, Grids.trailing(), 7, 7), run(new FixedStride(new Ddim()), LINEAR, Grids.trailing(), 7, 7)));
    var e = assertThrows(IllegalArgumentException.class, () -> run(new FixedStride(new Ddim()), Schedules.vp(), Grids.trailing(), 7, 7));
    assertEquals("fixed-stride(ddim) counts entries of a table, and vp has none; take ddim alone", e.getMessage());
  }

  /** For data of deviation 1 around 0 at high noise the analytic noise is the right one. */
  @Test
  void anAnalyticFirstStepSavesAnEvaluation() {
    for (Solver inner : new Solver[] {new Ddim(), new Heun()}) {
      double each = inner.traits().evaluations();
      double[] with = run(new AnalyticFirstStep(inner), Schedules.edm(0.02, 2000), Grids.karras(7), 30, each * 29 - each + 1),
          without = run(inner, Schedules.edm(0.02, 2000), Grids.karras(7), 30, each * 29 + 1);
      for (int i = 0; i < with.length; i++) assertEquals(without[i], with[i], 0.02);
    }
    run(new AnalyticFirstStep(new Ddim()), Schedules.rectifiedFlow(), Grids.trailing(), 5, 4);
  }

  @Test
  void neitherEncodes() {
    try (Backend b = Plain.f64()) {
      Tensor data = Tensor.of(Shape.of(1), 0.5);
      for (Solver s : new Solver[] {new FixedStride(new Ddim()), new AnalyticFirstStep(new Ddim())}) {
        Sampler sampler = sampler(b, s, LINEAR, Grids.toSigmaMin(Grids.trailing()), 4);
        assertThrows(IllegalStateException.class, () -> sampler.encode(data, Seeds.range(0, 1), Conditions.NONE).close(), s.toString());
      }
    }
  }
}
