package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.numbers.gamma.Erf;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Distances of products, against closed forms in as many dimensions. */
class LikelihoodRatioTest {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final int[] DIMENSIONS = {1, 2, 8, 32};
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Backends.installed().open("java", Options.defaults().in(Precision.F64));
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  /** Of N(0, I) and N(m, I), m of equal coordinates, total variation is that of two normals |m| apart. */
  @Test
  void shiftedNormals() {
    double shift = 0.05, dx = 1e-3;
    var masses = new double[20_001];
    var logarithms = new double[masses.length];
    for (int i = 0; i < masses.length; i++) {
      double x = (i - 10_000) * dx;
      masses[i] = Math.exp(-0.5 * (x - shift) * (x - shift)) / Math.sqrt(2 * Math.PI) * dx;
      logarithms[i] = 0.5 * (x - shift) * (x - shift) - 0.5 * x * x;
    }
    var ratio = new LikelihoodRatio(masses, logarithms);
    for (int d : DIMENSIONS) {
      double expected = Erf.value(Math.sqrt(d) * shift / 2 / Math.sqrt(2));
      assertEquals(expected, ratio.distance(Distance.TV, d), 2e-4 * expected, "in " + d);
      assertEquals(0.5 * d * shift * shift, ratio.distance(Distance.KL, d), 1e-9 * d);
    }
  }

  /** On a Gaussian the law at the end is Gaussian, whose distances in any dimension have closed forms. */
  @Test
  void samplersOfAGaussian() {
    Mixture line = Mixtures.gaussian(0, 0.5, 1);
    Mixture halves = Mixture.of(1, new double[2], new double[] {0.5, 0.5}, new double[] {1, 1});
    for (Solver solver : new Solver[] {Solvers.pfOdeLi(), Solvers.dpmSolverPP2M(), Solvers.ddpmLi(), Solvers.acceleratedSde()}) {
      Sampler s = Sampler.of(ScoreFunction.of(line, Shape.of(1), Schedules.vp())).on(backend).solver(solver).grid(GRID).steps(60);
      LikelihoodRatio ratio = solver.traits().stochastic() ? DensityEvolution.ratio(solver, Schedules.vp(), GRID, 60, halves, DataEstimate.exact(halves))
          : LikelihoodRatio.along(s, line, MapDistance.STARTS);
      GaussianError one = GaussianError.of(backend, solver, Schedules.vp(), GRID, 60, line);
      for (int d : DIMENSIONS) {
        var exact = new GaussianError(one.excess(), 0, d, 0);
        for (Distance by : Distance.values())
          assertEquals(exact.distance(by), ratio.distance(by, d), 1e-3 * exact.distance(by), solver + " in " + d + " by " + by);
      }
    }
  }

  @Test
  void aMapThatFoldsHasNoSuchRatio() {
    Mixture line = Mixtures.gaussian(0, 0.5, 1);
    DataEstimate turned = p -> x -> -30 * x;
    Sampler s = Sampler.of(turned.score(Schedules.vp())).on(backend).solver(Solvers.ddim()).grid(GRID).steps(3);
    assertTrue(assertThrows(ArithmeticException.class, () -> LikelihoodRatio.along(s, line, 200)).getMessage().contains("folds"));
    assertThrows(IllegalArgumentException.class, () -> LikelihoodRatio.along(s, line, 99));
    assertThrows(IllegalArgumentException.class, () -> new LikelihoodRatio(new double[] {1}, new double[] {0}).distance(Distance.TV, 0));
  }
}
