package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.GaussianLaw;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.Slope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Orders of the solvers of the reverse SDE: in distribution by the variance on a Gaussian, of samples on one Brownian path, and of their
 * deterministic members in total variation.
 */
@Tag("full")
class StochasticRatesTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final NoiseSchedule VP = Schedules.vp();
  private static final TimeGrid THEORY = Grids.logSnr(-4, 3);
  private static final TimeGrid PRACTICE = Grids.logSnr(-Math.log(40), -Math.log(0.02));
  private static final Shape ONE = Shape.of(1);

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static Solver solver(String text) {
    return CATALOGUE.find(Kind.SOLVER, text);
  }

  private static void assertSlope(double low, double high, int[] steps, double[] errors) {
    double slope = Slope.of(steps, errors);
    assertTrue(slope >= low && slope <= high, "slope must be in " + low + " to " + high + ", was " + slope + " of " +
        Arrays.toString(errors));
  }

  /** Draws at most a step, then the range of the slope. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ddpm | 1 | 0.9 | 1.1",
      "churn(heun):s-churn=4 | 1 | 1.9 | 2.1",
      "churn(dpmpp-2m:lower-order-final=never):s-churn=4 | 1 | 0.9 | 1.2",
      "dpmpp-2m-sde:lower-order-final=never | 1 | 1.9 | 2.1",
      "dpmpp-2m-sde:correction=heun,lower-order-final=never | 1 | 1.9 | 2.1",
      "dpmpp-3m-sde:lower-order-final=never | 1 | 1.9 | 2.4",
      "dpm-solver-1m-sde | 1 | 0.9 | 1.8",
      "dpm-solver-2m-sde:lower-order-final=never | 1 | 1.9 | 2.1",
      "dpmpp-2s-sde | 1 | 0.7 | 1.1",
      "dpmpp-3s-sde:lower-order-final=never | 1 | 0.6 | 1.1",
      "dpmpp-sde | 2 | 0.8 | 1.1",
      "sa-solver:lower-order-final=never | 1 | 1.9 | 3.1",
      "sa-solver:lower-order-final=never,mode=pece | 1 | 1.9 | 3.1",
      "sa-solver:lower-order-final=never,form=noise | 1 | 1.8 | 3.1",
      "sa-solver:predictor=4,corrector=1,lower-order-final=never | 1 | 0.8 | 1.2",
      "sa-solver:predictor=3,corrector=3,lower-order-final=never | 1 | 1.9 | 2.2",
      "er-sde:order=1 | 1 | 0.9 | 1.1",
      "er-sde:order=2 | 1 | 1.9 | 2.2",
      "er-sde:order=3 | 1 | 1.9 | 3.4",
      "euler-maruyama | 1 | 0.9 | 1.1",
      "seeds-2 | 2 | 1.8 | 2.1",
      "seeds-2:phi=2 | 2 | 1.9 | 2.1",
      "seeds-3 | 3 | 1.5 | 2.1",
      "accelerated-sde-antithetic | 2 | 1.9 | 2.1",
      "accelerated-sde:noise=cifar | 2 | 0.7 | 1.1",
      "accelerated-sde:noise=outside | 2 | 0.7 | 1.1",
      "ancestral(ddim):eta=0.5,eta-rule=cps | 1 | 0 | 0.4"})
  void inDistributionOnAGaussian(String text, int draws, double low, double high) {
    int[] steps = {32, 64, 128};
    double[] errors = Arrays.stream(steps).mapToDouble(n -> Math.abs(GaussianLaw.excess(backend, solver(text), VP, THEORY, n, draws)))
        .toArray();
    assertSlope(low, high, steps, errors);
    if (low > 0.5) assertTrue(solver(text).traits().weakOrder() <= Slope.of(steps, errors) + 0.4, "what it claims is " +
        solver(text).traits());
  }

  /** Samples of one path with N and 2 N steps. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"ddpm", "euler-a", "dpmpp-2m-sde:lower-order-final=never", "dpmpp-3m-sde:lower-order-final=never",
      "dpm-solver-2m-sde:lower-order-final=never", "dpmpp-sde", "sa-solver:lower-order-final=never", "er-sde", "euler-maruyama", "seeds-2",
      "seeds-3"})
  void onABrownianPathTheOrderIsOne(String text) {
    int[] steps = {32, 64, 128};
    int seeds = 128;
    var ends = new double[steps.length + 1][];
    for (int i = 0; i <= steps.length; i++) {
      Sampler s = Sampler.of(ScoreFunction.of(Bumps.TARGET, ONE, VP)).on(backend).solver(solver(text)).grid(THEORY).steps(32 << i);
      try (Samples x = s.brownianNoise().sample(ONE, Seeds.range(0, seeds))) {
        ends[i] = x.toDoubles();
      }
    }
    var errors = new double[steps.length];
    for (int i = 0; i < steps.length; i++)
      for (int k = 0; k < seeds; k++) errors[i] += Math.abs(ends[i][k] - ends[i + 1][k]) / seeds;
    assertSlope(0.7, 1.6, steps, errors);
    assertEquals(1, solver(text).traits().order());
  }

  /** The mean square at the end, which the common path makes precise: how much of its change is left when the steps are doubled again. */
  @Tag("full")
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"ddpm | 0.4 | 0.65", "dpmpp-2m-sde:lower-order-final=never | 0.2 | 0.35",
      "sa-solver:lower-order-final=never | 0.05 | 0.3", "er-sde | 0.05 | 0.3", "seeds-2 | 0.1 | 0.45"})
  void inDistributionOnAMixture(String text, double low, double high) {
    var squares = new double[3];
    for (int i = 0; i < 3; i++) {
      Sampler s = Sampler.of(ScoreFunction.of(Bumps.TARGET, ONE, VP)).on(backend).solver(solver(text)).grid(THEORY).steps(12 << i);
      try (Samples x = s.brownianNoise().sample(ONE, Seeds.range(0, 12_000))) {
        squares[i] = Arrays.stream(x.toDoubles()).map(v -> v * v / 12_000).sum();
      }
    }
    double left = (squares[1] - squares[2]) / (squares[0] - squares[1]);
    assertTrue(left >= low && left <= high, left + " of " + Arrays.toString(squares));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "dpmpp-2m-sde:eta=0,lower-order-final=never | 1.9 | 2.2",
      "dpm-solver-2m-sde:eta=0,lower-order-final=never | 1.9 | 2.2",
      "dpmpp-3m-sde:eta=0,correction=heun,lower-order-final=never | 2.85 | 3.3",
      "dpmpp-3m-sde:eta=0,correction=heun,lower-order-final=never,second-difference=half | 1.8 | 2.2",
      "dpmpp-sde:eta=0 | 1.9 | 2.2",
      "dpmpp-sde:eta=0,r=0.3 | 1.9 | 2.2",
      "sa-solver:tau=0,lower-order-final=never | 1.85 | 2.4",
      "sa-solver:tau=0,predictor=3,corrector=0,lower-order-final=never | 2.85 | 3.3",
      "sa-solver:tau=0,predictor=3,corrector=3,lower-order-final=never,form=noise | 2.8 | 3.4",
      "sa-solver:tau=0,predictor=3,corrector=4,lower-order-final=never | 3.5 | 4.3",
      "er-sde:order=1,function=ode | 0.95 | 1.1",
      "er-sde:order=2,function=ode | 1.85 | 2.2",
      "er-sde:order=3,function=ode | 2.8 | 3.4",
      "seeds-2:eta=0 | 1.9 | 2.2",
      "seeds-2:eta=0,phi=2,r=0.3 | 1.85 | 2.2",
      "exp-heun-2-x0 | 1.9 | 2.2",
      "seeds-3:eta=0 | 2.8 | 3.2",
      "seeds-3:eta=0,r1=0.5 | 2.8 | 3.3",
      "seeds-3:eta=0,r1=0.4,r2=0.7 | 1.8 | 2.3"})
  void withoutNoiseInTotalVariation(String text, double low, double high) {
    int[] steps = {32, 64, 128, 256};
    double[] errors = Arrays.stream(steps).mapToDouble(n -> Bumps.totalVariation(backend, solver(text), Schedules.edm(), PRACTICE,
        n)).toArray();
    assertSlope(low, high, steps, errors);
  }

  /** Its steps between the levels are its own; with more of them there, too, it converges. */
  @Test
  void theErrorOfARestartIsThatOfItsOwnSteps() {
    double few = excessOfRestart(3, 512), more = excessOfRestart(12, 512);
    assertTrue(few > 2e-3 && more < few / 8, "with 3 steps " + few + ", with 12 " + more);
  }

  private static double excessOfRestart(int steps, int run) {
    return Math.abs(GaussianLaw.excess(backend, solver("restart(heun):times=2,steps=" + steps), VP, THEORY, run, 2));
  }

  @Test
  void theAcceleratedOdeOfThePapersCodeHasOrderTwo() {
    int[] points = {100, 200, 400, 800};
    double[] tv = Arrays.stream(points).mapToDouble(t -> Bumps.totalVariation(backend, solver("accelerated-ode-ab2"), VP, THEORY, t -
        1)).toArray();
    assertSlope(1.88, 2.05, points, tv);
    double[] expected = {7.43e-4, 1.93e-4, 4.94e-5, 1.25e-5};
    for (int i = 0; i < 4; i++) assertEquals(expected[i], tv[i], 0.05 * expected[i]);
  }
}
