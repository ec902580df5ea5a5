package org.counterflow.backend.opencl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.opencl.NeedsDevice;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.junit.jupiter.api.Test;

/** With a score function that needs no network, states stay on the device from the first step to the last. */
@NeedsDevice
class TransfersTest {
  private static final int ROWS = 6;
  private static final int ELEMENTS = 3000;

  /** Looks at the bytes of a step. */
  private interface Step {
    void check(long read, long written);
  }

  /** Runs, and hands over after each step what went through the bus in it. */
  private static void run(Solver solver, TimeGrid grid, Step step) {
    Target target = Targets.gaussian(0.5, 2, ELEMENTS);
    try (var backend = new OpenClBackend(Devices.named(""), Precision.F32);
        var run = Sampler.of(target.score()).on(backend).solver(solver).grid(grid).steps(6)
            .start(target.shape(), Seeds.range(0, ROWS), Conditions.NONE)) {
      Queue queue = backend.engine().queue();
      // The first step takes the means of the target along.
      assertTrue(run.advance());
      long read = queue.bytesRead(), written = queue.bytesWritten();
      int steps = 0;
      while (run.advance()) {
        // The last one ends with the samples, which are the caller's.
        long given = run.finished() == ROWS ? ROWS * ELEMENTS * Float.BYTES : 0;
        step.check(queue.bytesRead() - read - given, queue.bytesWritten() - written);
        read = queue.bytesRead();
        written = queue.bytesWritten();
        steps++;
      }
      assertTrue(steps >= 2, () -> "too short a run");
      assertEquals(0, run.report().copies());
    }
  }

  @Test
  void aStepReadsOneNumberWhetherAllIsFinite() {
    run(Solvers.dpmSolverPP2M(), Grids.karras(7), (read, written) -> {
      assertEquals(Integer.BYTES, read);
      assertTrue(written < ROWS * 64, () -> written + " bytes written in a step");
    });
  }

  @Test
  void noiseIsMadeOnTheDevice() {
    run(Solvers.eulerAncestral(), Grids.karras(7), (read, written) -> {
      assertEquals(Integer.BYTES, read);
      assertTrue(written < ROWS * 64, () -> written + " bytes written in a step");
    });
  }

  @Test
  void anAdaptiveStepReadsErrorsOfRows() {
    run(Solvers.dpmAdaptive(1e-3), Grids.logSnr(), (read, written) -> {
      assertTrue(read < ELEMENTS, () -> read + " bytes read in a step of " + ROWS + " samples of " + ELEMENTS * Float.BYTES + " bytes");
      assertTrue(written < ELEMENTS, () -> written + " bytes written in a step");
    });
  }
}
