package org.counterflow.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.tensor.Precision;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Targets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs: the same seeds give the same bits as on the other backends. */
@NeedsDevice
class RunsTest {
  private static double[] draw(String backend, Precision p, String solver) {
    Target moons = Targets.twoMoons();
    TimeGrid grid = solver.contains("adaptive") ? Grids.logSnr() : Grids.karras(7);
    try (Backend b = Backends.installed().open(backend, Options.defaults().in(p));
        var samples = Sampler.of(moons.score()).on(b).solver(Catalogue.installed().find(Kind.SOLVER, solver)).grid(grid).steps(8)
            .sample(moons.shape(), Seeds.range(0, solver.contains("adaptive") ? 3 : 33))) {
      return samples.toDoubles();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"F32 | dpmpp-3m", "F32 | unipc:order=4", "F32 | euler-a", "F32 | ancestral(ddim)",
      "F32 | dpm-adaptive-23", "F64 | dpmpp-2m-sde"})
  void twoMoonsHaveTheSameBits(Precision p, String solver) {
    double[] expected = draw("java", p, solver);
    assertArrayEquals(expected, draw("opencl", p, solver), solver);
    assertArrayEquals(expected, draw("cpu-vector", p, solver), solver);
    assertTrue(Arrays.stream(expected).allMatch(Double::isFinite));
  }
}
