package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.Slope;
import org.counterflow.solvers.support.Started;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Orders of the multistep methods in total variation on the three-bump target, and what the switches that replay other programs cost; all
 * on runs so long that the order does not fall at the end.
 */
@Tag("full")
class MultistepRatesTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  /** sigma/alpha from 40 to 0.02. */
  private static final TimeGrid UNIFORM = Grids.logSnr(-Math.log(40), -Math.log(0.02));
  private static final TimeGrid KARRAS = CATALOGUE.find(Kind.GRID, "final(karras:from=40,to=0.02):at=none");

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static void assertSlope(double low, double high, Solver solver, TimeGrid grid, int... steps) {
    double[] tv = Arrays.stream(steps).mapToDouble(n -> Bumps.totalVariation(backend, solver, Schedules.vp(), grid, n)).toArray();
    double slope = Slope.of(steps, tv);
    assertTrue(slope >= low && slope <= high, solver + " must have a slope in " + low + " to " + high + ", had " + slope + " of "
        + Arrays.toString(tv));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "dpm-solver-2m                        | 1.85 | 2.2",
      "dpmpp-2m:correction=heun             | 1.85 | 2.2",
      "dpmpp-2m:ratio=v2                    | 1.85 | 2.2",
      "dpmpp-3m                             | 2.8  | 3.3",
      "dpm-solver-3m                        | 2.8  | 3.3",
      "dpmpp-3m:second-difference=half      | 1.8  | 2.3",
      "dpm-solver-3m:second-difference=half | 1.8  | 2.3",
      "ab-norsett:order=3                   | 2.8  | 3.3",
      "res-multistep                        | 1.85 | 2.2",
      "deis-logrho:order=2                  | 1.85 | 2.2",
      "deis-logrho:order=3                  | 2.8  | 3.3",
      "lms:order=1                          | .95  | 1.08",
      "deis-rhoab:order=2                   | 1.85 | 2.2",
      "lms:order=3                          | 2.8  | 3.3",
      "deis-tab:order=2                     | 1.85 | 2.2",
      "deis-tab:order=3                     | 2.8  | 3.4",
      "ipndm:order=2                        | 1.85 | 2.2",
      "ipndm:order=4                        | 1.85 | 2.2",
      "ipndm-v:order=3,weights=diff-sampler | 2.8  | 3.4",
      "gradient-estimation                  | 1.85 | 2.2",
      "gradient-estimation:gamma=2          | .9   | 1.1",
      "plms                                 | 1.85 | 2.2",
      "plms:start=runge-kutta               | 1.85 | 2.2",
      "unip:order=2                         | 1.85 | 2.2",
      "unip:order=3                         | 2.8  | 3.3",
      "unic(ddim):order=1                   | 1.85 | 2.2",
      "unic(dpmpp-2m)                       | 2.8  | 3.3",
      "unic(heun)                           | 2.8  | 3.3",
      "unipc:order=2,b=vary,corrector=short-inverse | .8 | 1.2",
      "unipc:order=3,b=vary,corrector=short-inverse | .8 | 1.2"})
  void slopes(String solver, double low, double high) {
    assertSlope(low, high, CATALOGUE.find(Kind.SOLVER, solver), UNIFORM, 64, 128, 256);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"ab-norsett:order=4", "deis-logrho:order=4", "lms:order=4", "deis-tab:order=4"})
  void orderFourAfterAStartThatHasIt(String solver) {
    assertSlope(3.8, 4.4, new Started(CATALOGUE.find(Kind.SOLVER, solver), 3), UNIFORM, 64, 128, 256, 512);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "dpmpp-2m                     | 1.85 | 2.2",
      "dpmpp-2m:ratio=v2            | .85  | 1.15",
      "lms:order=4                  | 3.6  | 4.2",
      "ipndm-v:order=3,weights=diff-sampler | 2.8 | 3.3",
      "ipndm-v:order=4,weights=diff-sampler | 1.3 | 1.9"})
  void whatSwitchesCostWhereStepsDiffer(String solver, double low, double high) {
    assertSlope(low, high, CATALOGUE.find(Kind.SOLVER, solver), KARRAS, 64, 128, 256);
  }
}
