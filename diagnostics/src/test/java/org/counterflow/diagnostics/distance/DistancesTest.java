package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three ways to measure a distance, against closed forms and against each other. */
class DistancesTest {
  private static final Catalogue CATALOGUE = Catalogue.installed();
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

  private static Solver solver(String id) {
    return CATALOGUE.find(Kind.SOLVER, id);
  }

  private static GaussianError gaussian(String id, NoiseSchedule schedule, int steps, Mixture mixture) {
    return GaussianError.of(backend, solver(id), schedule, GRID, steps, mixture);
  }

  /** One Gaussian as a mixture of two equal halves, which nothing takes for a Gaussian. */
  private static Mixture halves(double mean, double deviation) {
    return Mixture.of(1, new double[] {mean, mean}, new double[] {deviation, deviation}, new double[] {1, 1});
  }

  /** One, two and three draws a step, before, between and after evaluations; a handed-on evaluation; another process. */
  @ParameterizedTest
  @ValueSource(strings = {"ddpm-li", "accelerated-sde", "accelerated-sde-antithetic", "euler-a", "euler-maruyama", "seeds-2", "dpmpp-sde",
      "ancestral(heun)", "ddim:eta=0.5", "heun"})
  void densitiesAgreeWithTheAffineLawOfAGaussian(String id) {
    for (NoiseSchedule s : new NoiseSchedule[] {Schedules.vp(), Schedules.edm()}) {
      GaussianError e = gaussian(id, s, 12, Mixtures.gaussian(0.3, 0.5, 1));
      for (Distance d : Distance.values()) {
        Measured m = DensityEvolution.measure(solver(id), s, GRID, 12, halves(0.3, 0.5), d);
        assertEquals(e.distance(d), m.value(), 1e-9 + 1e-4 * e.distance(d), id + " along " + s + ", " + d);
        assertEquals(e.evaluations(), m.evaluations(), 1e-9);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "dpmpp-2m", "accelerated-ode", "unipc", "exp-rk-4"})
  void mapsAgreeWithTheAffineLawOfAGaussian(String id) {
    Mixture g = Mixtures.gaussian(0.3, 0.5, 1);
    Sampler s = Sampler.of(ScoreFunction.of(g, Shape.of(1), Schedules.vp())).on(backend).solver(solver(id)).grid(GRID).steps(20);
    GaussianError e = gaussian(id, Schedules.vp(), 20, g);
    assertEquals(e.distance(Distance.TV), MapDistance.totalVariation(s, g).value(), 1e-12 + 1e-4 * e.distance(Distance.TV));
  }

  /** DDIM on N(0, s^2) multiplies by a known factor a step. */
  @Test
  void theAffineLawIsTheProductOfFactors() {
    double gain = 1, v = 0.25;
    java.util.List<Point> points = GRID.on(Schedules.vp(), 10);
    for (int i = 0; i < 10; i++) {
      Point p = points.get(i), q = points.get(i + 1);
      double d = p.alpha() * v / variance(p, v);
      gain *= q.sigma() / p.sigma() + (q.alpha() - p.alpha() * q.sigma() / p.sigma()) * d;
    }
    double expected = gain * gain * variance(points.getFirst(), v) / variance(points.getLast(), v) - 1;
    assertEquals(expected, gaussian("ddim", Schedules.vp(), 10, Mixtures.gaussian(0, 0.5, 3)).excess(), 1e-12);
  }

  private static double variance(Point p, double v) {
    return p.alpha() * p.alpha() * v + p.sigma() * p.sigma();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, -0.2, 1e-4})
  void distancesOfNormalsAreThoseOfQuadrature(double excess) {
    for (double shift : new double[] {0, 0.25, -0.03}) {
      double tv = 0, kl = 0, dx = 1e-4, v = 1 + excess;
      for (int i = -100_000; i <= 100_000; i++) {
        double x = i * dx, p = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        double log = -0.5 * (x - shift) * (x - shift) / v + 0.5 * x * x - 0.5 * Math.log(v);
        tv += 0.5 * dx * p * Math.abs(Math.expm1(log));
        kl -= dx * p * log;
      }
      var e = new GaussianError(excess, shift, 1, 0);
      assertEquals(tv, e.distance(Distance.TV), 1e-8 + 1e-6 * tv);
      assertEquals(kl, e.distance(Distance.KL), 1e-12 + 1e-9 * kl);
    }
  }

  @Test
  void inTwoDimensionsTheRadiusHasAnExponentialLaw() {
    double v = 1.1, r = 2 * Math.log(v) / (1 - 1 / v);
    var e = new GaussianError(v - 1, 0, 2, 0);
    assertEquals(Math.exp(-r / (2 * v)) - Math.exp(-r / 2), e.distance(Distance.TV), 1e-12);
    assertEquals(2 * new GaussianError(v - 1, 0, 1, 0).distance(Distance.KL), e.distance(Distance.KL), 1e-15);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new GaussianError(0.1, 0.2, 2, 0).distance(Distance.TV)).getMessage()
        .contains("mean"));
  }

  @Test
  void theDataEstimateOfALawIsTweedies() {
    var law = new MixtureLaw(Mixtures.threeBumps(), new Point(0.5, 0.8, 0.6));
    double h = 1e-5;
    for (double x : new double[] {-2, -0.7, 0.1, 1.9}) {
      double score = (Math.log(law.density(x + h)) - Math.log(law.density(x - h))) / (2 * h);
      assertEquals((x + 0.36 * score) / 0.8, law.data(x), 1e-8);
      assertEquals(law.density(x), (law.distribution(x + h) - law.distribution(x - h)) / (2 * h), 1e-9);
    }
  }

  @Test
  void whatRemembersHasNoDensityOfItsOwn() {
    assertTrue(DensityEvolution.obstacle(solver("dpmpp-2m-sde"), Schedules.vp(), GRID, 4).contains("remembers"));
    assertTrue(DensityEvolution.obstacle(solver("sa-solver"), Schedules.vp(), GRID, 4).contains("remembers"));
    assertTrue(DensityEvolution.obstacle(solver("churn(heun)"), Schedules.vp(), GRID, 4).contains("inner solver"));
    assertEquals("", DensityEvolution.obstacle(solver("seeds-3"), Schedules.vp(), GRID, 4));
  }
}
