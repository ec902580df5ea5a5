package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.support.ScriptedNoise;
import org.counterflow.solvers.support.Slope;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/**
 * Rates of the stochastic samplers on a Gaussian of variance 1/4, on which each is linear: the variance at the end is the sum of
 * squared responses to the start and to each single noise, so the divergence from the exact law has no statistical error.
 */
class GaussianRatesTest {
  private static final double VARIANCE = 0.25;
  private static final int DRAWS = 2;
  private static final int[] POINTS = {50, 100, 200, 400, 800};

  private static double divergence(Solver solver, NoiseSchedule schedule, int steps) {
    var score = ScoreFunction.of(Mixtures.gaussian(0, Math.sqrt(VARIANCE), 1), Shape.of(1), schedule);
    int samples = 1 + DRAWS * steps;
    var start = new double[samples];
    double end = 0;
    Point last;
    // Sample 0 answers to the start; sample 1 + DRAWS k + d to draw d of step k alone.
    try (Backend backend = new ScriptedNoise((seed, step, draw, i) -> seed == 1 + DRAWS * step + draw ? 1 : 0)) {
      var sampler = Sampler.of(score).on(backend).solver(solver).grid(Grids.logSnr(-4, 3)).steps(steps);
      start[0] = Math.sqrt(variance(sampler.points().getFirst()));
      last = sampler.points().getLast();
      try (Samples s = sampler.decode(Tensor.of(Shape.of(1), start), Seeds.range(0, samples), Conditions.NONE)) {
        for (double x : s.toDoubles()) end += x * x;
      }
    }
    double ratio = end / variance(last) - 1;
    return 0.5 * (ratio - Math.log1p(ratio));
  }

  private static double variance(Point p) {
    return p.alpha() * p.alpha() * VARIANCE + p.sigma() * p.sigma();
  }

  private static double slope(Solver solver, NoiseSchedule schedule) {
    return Slope.of(POINTS, Arrays.stream(POINTS).mapToDouble(t -> divergence(solver, schedule, t - 1)).toArray());
  }

  private static void assertBetween(double low, double high, double slope) {
    assertTrue(slope >= low && slope <= high, "slope of the divergence must be in " + low + " to " + high + ", was " + slope);
  }

  @Test
  void theDivergenceOfDdpmFallsLikeTheSquareOfTheSteps() {
    assertBetween(1.9, 2.1, slope(Solvers.ddpmLi(), Schedules.vp()));
  }

  @Test
  void theDivergenceOfTheAcceleratedSdeFallsLikeTheFourthPower() {
    assertBetween(3.8, 4.2, slope(Solvers.acceleratedSde(), Schedules.vp()));
  }

  @Test
  void theRateIsTheSameOnOtherProcesses() {
    assertBetween(3.8, 4.2, slope(Solvers.acceleratedSde(), Schedules.edm()));
    assertBetween(1.9, 2.1, slope(Solvers.ddpmLi(), Schedules.rectifiedFlow()));
  }

  @Test
  void theVariancesOfPracticeHaveTheRateOfDdpm() {
    assertBetween(1.9, 2.1, slope(new Ddpm(Ddpm.Variance.SMALL), Schedules.vp()));
    assertBetween(1.9, 2.1, slope(new Ddpm(Ddpm.Variance.LARGE), Schedules.vp()));
    assertBetween(1.9, 2.1, slope(Solvers.eulerAncestral(), Schedules.vp()));
  }
}
