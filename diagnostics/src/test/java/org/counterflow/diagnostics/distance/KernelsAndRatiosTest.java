package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.sde.SeedsSde;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/** Single steps on a Gaussian, and ratios of densities along paths, against closed forms. */
class KernelsAndRatiosTest {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);

  /** DDPM's mean is the posterior's, its variance beta/(1 - beta); Bayes' rule gives the posterior. */
  @Test
  void aStepOfDdpmHasTheMeanOfThePosteriorAndItsOwnVariance() {
    for (GaussianKernel k : GaussianKernel.of(Solvers.ddpmLi(), Schedules.vp(), GRID, 20, 0.5)) {
      Point p = k.from(), q = k.to();
      double a = Math.pow(p.alpha() / q.alpha(), 2), beta = 1 - a, narrow = q.alpha() * q.alpha() / 4 + q.sigma() * q.sigma();
      double precision = 1 / narrow + a / beta;
      assertEquals(1 / precision, k.exactVariance(), 1e-12);
      assertEquals(Math.sqrt(a) / beta / precision, k.exactGain(), 1e-12);
      assertEquals(k.exactGain(), k.gain(), 1e-12);
      assertEquals(beta / a, k.variance(), 1e-12);
    }
  }

  /** Exactly known kernels, step by step, make the law at the end. */
  @Test
  void theKernelsOfARunMakeItsLaw() {
    for (var solver : List.of(Solvers.acceleratedSde(), SeedsSde.two(1), Solvers.eulerAncestral())) {
      List<GaussianKernel> all = GaussianKernel.of(solver, Schedules.vp(), GRID, 15, 0.5);
      double v = all.getFirst().before();
      for (GaussianKernel k : all) v = k.gain() * k.gain() * v + k.variance();
      Point last = all.getLast().to();
      double exact = last.alpha() * last.alpha() / 4 + last.sigma() * last.sigma();
      try (var backend = org.counterflow.api.Backends.installed().open("java",
          org.counterflow.api.backend.Options.defaults().in(org.counterflow.api.tensor.Precision.F64))) {
        GaussianError e = GaussianError.of(backend, solver, Schedules.vp(), GRID, 15, Mixtures.gaussian(0, 0.5, 1));
        assertEquals(e.excess(), v / exact - 1, 1e-12, solver.toString());
      }
    }
  }

  /** By the chain rule the divergence of paths is no less than that of their ends. */
  @Test
  void pathsDivergeMoreThanTheirEnds() {
    List<GaussianKernel> all = GaussianKernel.of(Solvers.ddpmLi(), Schedules.vp(), GRID, 50, 0.5);
    double paths = all.stream().mapToDouble(GaussianKernel::divergence).sum(), v = all.getFirst().before();
    for (GaussianKernel k : all) v = k.gain() * k.gain() * v + k.variance();
    Point last = all.getLast().to();
    double ends = new GaussianError(v / (last.alpha() * last.alpha() / 4 + last.sigma() * last.sigma()) - 1, 0, 1, 0).distance(Distance.KL);
    assertTrue(paths > ends && ends > 0, paths + " and " + ends);
  }

  /** On a Gaussian the ratio is that of two normals. */
  @Test
  void theRatioOnAGaussianIsThatOfNormals() {
    List<DensityRatio> run = DensityRatio.along(Solvers.pfOdeLi(), Schedules.vp(), GRID, 12, Mixtures.gaussian(0, 0.5, 1));
    assertEquals(13, run.size());
    assertTrue(run.getFirst().worst() < 1e-9, "it begins with " + run.getFirst().worst());
    DensityRatio last = run.getLast();
    double exact = last.at().alpha() * last.at().alpha() / 4 + last.at().sigma() * last.at().sigma();
    int n = last.states().size();
    double gain = last.states().get(n - 1) / run.getFirst().states().get(n - 1), first = run.getFirst().at().alpha() * run.getFirst().at().alpha() / 4
        + run.getFirst().at().sigma() * run.getFirst().at().sigma(), own = gain * gain * first;
    for (int i = 0; i < n; i += 100) {
      double y = last.states().get(i);
      assertEquals(-0.5 * Math.log(own / exact) - 0.5 * y * y * (1 / own - 1 / exact), last.logarithms().get(i), 1e-8);
    }
    assertThrows(IllegalArgumentException.class, () -> DensityRatio.along(Solvers.ddpmLi(), Schedules.vp(), GRID, 5, Mixtures.threeBumps()));
    assertThrows(IllegalArgumentException.class, () -> DensityRatio.along(Solvers.dpmSolverPP2M(), Schedules.vp(), GRID, 5, Mixtures.threeBumps()));
  }
}
