package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.Slope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Orders of one-step methods in total variation on the three-bump target, sigma/alpha from 40 to 0.02, in double precision. Values are those
 * of independent programs where there are some; 5 % either way.
 */
@Tag("full")
class SinglestepRatesTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final TimeGrid KARRAS = CATALOGUE.find(Kind.GRID, "final(karras:from=40,to=0.02):at=none");
  private static final TimeGrid UNIFORM = Grids.logSnr(-Math.log(40), -Math.log(0.02));

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static double[] errors(Solver s, NoiseSchedule schedule, TimeGrid grid, int[] steps) {
    return Arrays.stream(steps).mapToDouble(n -> Bumps.totalVariation(backend, s, schedule, grid, n)).toArray();
  }

  private static int[] steps(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static void assertSlope(double low, double high, int[] steps, double[] tv) {
    double slope = Slope.of(steps, tv);
    assertTrue(slope >= low && slope <= high, "slope must be in " + low + " to " + high + ", was " + slope + " of " + Arrays.toString(tv));
  }

  /** The last number is the value at the third number of steps. */
  @ParameterizedTest
  @CsvSource({
      "exp-rk-1, 32 64 128, 0.95, 1.1, 9.54e-3",
      "exp-rk-2, 32 64 128, 1.9, 2.1, 8.48e-5",
      "exp-rk-3, 32 64 128, 2.85, 3.1, 1.87e-6",
      "exp-rk-4, 32 64 128, 3.8, 4.1, 5.02e-8",
      "exp-rk-6, 16 32 64, 5.8, 6.4, 7.15e-10",
      "exp-rk-3:form=noise, 32 64 128, 2.85, 3.2, ",
      "exp-rk:tableau=krogstad, 32 64 128, 3.8, 4.2, "})
  void exponential(String solver, String numbers, double low, double high, Double value) {
    int[] steps = steps(numbers);
    double[] tv = errors(CATALOGUE.find(Kind.SOLVER, solver), Schedules.vp(), UNIFORM, steps);
    assertSlope(low, high, steps, tv);
    if (value != null) assertEquals(value, tv[2], 0.05 * value, Arrays.toString(tv));
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({
      "exp-rk-5, 32 64 128, 4.8, 5.7, 8.10e-11",
      "exp-rk-4:form=noise, 32 64 128, 3.8, 4.3, ",
      "exp-rk:tableau=exp-heun, 32 64 128, 1.9, 2.2, ",
      "exp-rk:tableau=res-3s, 32 64 128, 2.8, 3.2, ",
      "exp-rk:tableau=etdrk-3, 32 64 128, 2.8, 3.3, ",
      "exp-rk:tableau=cox-matthews, 32 64 128, 3.8, 4.2, 4.03e-8",
      "exp-rk:tableau=strehmel-weiner, 32 64 128, 3.8, 4.2, ",
      "exp-rk:tableau=lawson-4, 32 64 128, 3.8, 4.2, ",
      "exp-rk:tableau=luan-4, 32 64 128, 3.8, 4.1, 4.14e-8",
      "exp-rk:tableau=luan-5, 32 64 128, 4.6, 5.2, 8.16e-10"})
  void theExponentialThatTakeLonger(String solver, String numbers, double low, double high, Double value) {
    exponential(solver, numbers, low, high, value);
  }

  @ParameterizedTest
  @CsvSource({
      "rk-euler, 32 64 128, 0.95, 1.15",
      "rk-heun:alpha=0.6, 32 64 128, 1.9, 2.2",
      "rk-kutta3, 32 64 128, 2.9, 3.2",
      "rk-4, 32 64 128, 3.9, 4.2",
      "rk-tsit5, 32 64 128, 4.7, 6",
      "rk-butcher7, 16 32 64, 6.7, 7.8"})
  void classicalInTheRatio(String solver, String numbers, double low, double high) {
    int[] steps = steps(numbers);
    assertSlope(low, high, steps, errors(CATALOGUE.find(Kind.SOLVER, solver), Schedules.vp(), KARRAS, steps));
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({
      "rk-midpoint, 32 64 128, 1.9, 2.2",
      "rk-ralston, 32 64 128, 1.9, 2.2",
      "rk-heun, 32 64 128, 1.9, 2.2",
      "rk-ssprk3, 32 64 128, 2.9, 3.2",
      "rk-bosh3, 32 64 128, 2.9, 3.2",
      "rk-38, 32 64 128, 3.9, 4.2",
      "rk-dopri5, 32 64 128, 4.7, 6",
      "rk-butcher6, 32 64 128, 5.7, 6.6",
      "rk-cooper-verner8, 8 16 32, 7.7, 9.5",
      "rk-dop853, 8 16 32, 7.7, 9.5"})
  void theClassicalInTheRatioThatTakeLonger(String solver, String numbers, double low, double high) {
    classicalInTheRatio(solver, numbers, low, high);
  }

  @ParameterizedTest
  @CsvSource({
      "rk-4:variable=lambda, vp, 16 32 64, 3.8, 4.3, 2.6e-7",
      "rk-kutta3:variable=time, rectified-flow, 64 128 256, 2.8, 3.2, "})
  void classicalInOtherVariables(String solver, String schedule, String numbers, double low, double high, Double value) {
    int[] steps = steps(numbers);
    double[] tv = errors(CATALOGUE.find(Kind.SOLVER, solver), CATALOGUE.find(Kind.SCHEDULE, schedule), UNIFORM, steps);
    assertSlope(low, high, steps, tv);
    if (value != null) assertEquals(value, tv[2], 0.05 * value, Arrays.toString(tv));
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({
      "rk-4:variable=lambda, rectified-flow, 16 32 64, 3.8, 4.3, 2.6e-7",
      "rk-4:variable=ratio, vp, 16 32 64, 3.7, 4.4, 1.3e-6",
      "rk-4:variable=time, vp, 64 128 256, 3.6, 4.4, ",
      "rk-4:variable=variance, edm, 128 256 512, 3.6, 4.4, "})
  void theClassicalInOtherVariablesThatTakeLonger(String solver, String schedule, String numbers, double low, double high, Double value) {
    classicalInOtherVariables(solver, schedule, numbers, low, high, value);
  }

  @ParameterizedTest
  @CsvSource({
      "dpm-2, 32 64 128, 1.9, 2.15, ",
      "dpm-2:r=0.7, 32 64 128, 1.9, 2.15, ",
      "dpm-solver-2s, 32 64 128, 1.9, 2.15, ",
      "dpm-solver-2s:correction=heun, 32 64 128, 1.9, 2.15, ",
      "dpmpp-2s, 32 64 128, 1.9, 2.15, 1.54e-4",
      "dpmpp-3s, 32 64 128, 2.85, 3.2, 1.87e-6",
      "dpmpp-3s:correction=heun, 32 64 128, 2.85, 3.2, ",
      "dpm-solver-3s, 32 64 128, 2.85, 3.2, ",
      "dpmpp-2s:nodes=grid, 64 128 256, 1.85, 2.15, ",
      "dpmpp-3s:nodes=grid, 96 192 384, 2.8, 3.25, ",
      "dpmpp-3s:nodes=skip-type, 96 192 384, 2.8, 3.25, "})
  void dpmSolver(String solver, String numbers, double low, double high, Double value) {
    exponential(solver, numbers, low, high, value);
  }

  @ParameterizedTest
  @CsvSource({
      "'picard-collocation:nodes=equal,sweeps=1', 32 64 128, 1.85, 2.15, ",
      "'picard-collocation:nodes=equal,sweeps=2', 32 64 128, 2.8, 3.15, ",
      "picard-collocation, 32 64 128, 3.75, 4.15, ",
      "'picard-collocation:nodes=gauss,sweeps=3,form=noise', 32 64 128, 3.75, 4.2, "})
  void collocation(String solver, String numbers, double low, double high, Double value) {
    exponential(solver, numbers, low, high, value);
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({
      "'picard-collocation:nodes=equal,sweeps=3', 32 64 128, 3.75, 4.15, ",
      "'picard-collocation:nodes=equal,sweeps=6', 32 64 128, 3.75, 4.2, ",
      "'picard-collocation:nodes=chebyshev,sweeps=2', 32 64 128, 2.8, 3.2, ",
      "'picard-collocation:nodes=radau,sweeps=2', 32 64 128, 2.8, 3.2, ",
      "'picard-collocation:nodes=lobatto,count=3,sweeps=5', 32 64 128, 5.6, 6.6, "})
  void collocationThatTakesLonger(String solver, String numbers, double low, double high, Double value) {
    exponential(solver, numbers, low, high, value);
  }

  @ParameterizedTest
  @CsvSource({
      "heunpp2, 64 128 256, 0.9, 1.1, ",
      "exp-heun-2-x0, 32 64 128, 1.9, 2.15, ",
      "seeds-2:eta=0, 32 64 128, 1.9, 2.15, 1.54e-4",
      "seeds-3:eta=0, 32 64 128, 2.85, 3.1, 1.87e-6"})
  void byTheNamesOfCommunityTools(String solver, String numbers, double low, double high, Double value) {
    exponential(solver, numbers, low, high, value);
  }
}
