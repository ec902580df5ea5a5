package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.plan.Plan;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Samplers on a line that are told something: the exact score, that of another law, one that is wrong by a known amount. */
class DataEstimateTest {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Backends.installed().open("java", Options.defaults().in(Precision.F64));
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  @Test
  void theExactOneIsTheMixtures() {
    Mixture bumps = Mixtures.threeBumps();
    for (Solver solver : new Solver[] {Solvers.dpmSolverPP2M(), Solvers.acceleratedOde()}) {
      Sampler known = Sampler.of(ScoreFunction.of(bumps, Shape.of(1), Schedules.vp())).on(backend).solver(solver).grid(GRID).steps(20);
      Sampler told = Sampler.of(DataEstimate.exact(bumps).score(Schedules.vp())).on(backend).solver(solver).grid(GRID).steps(20);
      Measured a = MapDistance.totalVariation(known, bumps), b = MapDistance.totalVariation(told, bumps);
      assertEquals(a.value(), b.value(), 1e-10);
      assertEquals(a.evaluations(), b.evaluations());
    }
  }

  /** Told the score of N(0, 1/4) where the law is N(0, 1), a sampler makes a normal whose variance its plan says. */
  @Test
  void toldAnotherGaussianTheLawAtTheEndIsKnown() {
    Mixture line = Mixtures.gaussian(0, 1, 1);
    DataEstimate told = DataEstimate.exact(Mixtures.gaussian(0, 0.5, 1));
    List<Point> points = GRID.on(Schedules.vp(), 40);
    for (Solver solver : new Solver[] {Solvers.ddim(), Solvers.ddpmLi(), Solvers.acceleratedSde()}) {
      LinearRun run = LinearRun.of(Plan.of(solver, Schedules.vp(), GRID, Prediction.DATA, 40),
          p -> p.alpha() * 0.25 / (0.25 * p.alpha() * p.alpha() + p.sigma() * p.sigma()));
      // N(0, 1) keeps its variance, from the first point to the last.
      assertEquals(1, Math.hypot(points.getFirst().alpha(), points.getFirst().sigma()), 1e-12);
      double expected = new GaussianError(run.variance(1) - 1, 0, 1, 0).distance(Distance.TV);
      double value = solver.traits().stochastic() ? DensityEvolution.measure(solver, Schedules.vp(), GRID, 40, line, told, Distance.TV).value()
          : MapDistance.totalVariation(Sampler.of(told.score(Schedules.vp())).on(backend).solver(solver).grid(GRID).steps(40), line).value();
      assertTrue(expected > 0.2, solver + ": " + expected);
      assertEquals(expected, value, 1e-4, solver.toString());
    }
  }

  /** With ds = c x on N(0, 1) all four numbers are integrals of polynomials; {@code integral sigma^2 d lambda} is the growth of log alpha. */
  @Test
  void theErrorOfALinearScoreIsKnown() {
    double c = 0.02;
    Mixture line = Mixtures.gaussian(0, 1, 1);
    DataEstimate told = p -> {
      var law = new MixtureLaw(line, p);
      return x -> law.data(x) + p.sigma() * p.sigma() / p.alpha() * c * x;
    };
    List<Point> points = GRID.on(Schedules.vp(), 200);
    double growth = Math.log(points.getLast().alpha() / points.getFirst().alpha());
    ScoreError e = ScoreError.of(line, told, points);
    assertEquals(c, e.score(), 1e-9);
    assertEquals(c, e.jacobian(), 1e-9);
    // E |1 - x^2| = 4 exp(-1/2) / sqrt(2 pi).
    assertEquals(0.5 * c * growth * 4 * Math.exp(-0.5) / Math.sqrt(2 * Math.PI), e.ode(), 2e-3 * e.ode());
    assertEquals(Math.sqrt(0.5 * growth) * c, e.sde(), 1e-3 * e.sde());
    assertThrows(IllegalArgumentException.class, () -> ScoreError.of(line, told, points.subList(0, 1)));
  }

  @Test
  void cleanDataHasNoEstimateOnALine() {
    Sampler s = Sampler.of(DataEstimate.exact(Mixtures.threeBumps()).score(Schedules.edm())).on(backend).grid(Grids.toZero(GRID)).steps(4)
        .solver(new org.counterflow.solvers.theory.PfOdeScheme2());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> s.encode(org.counterflow.api.value.Value.of(Shape.of(1).batch(1), 0.3), Seeds.range(0, 1),
        org.counterflow.api.score.Conditions.NONE).close()).getMessage().contains("not defined"));
  }
}
