package org.counterflow.diagnostics.regularity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.ode.Variable;
import org.junit.jupiter.api.Test;

/** Exact scores: what is measured of them through the sampler against closed forms, and those against each other. */
class ScoresTest {
  private static final NoiseSchedule VP = Schedules.vp();
  private static final int D = 12;
  private static final Mixture MIXTURE = mixture();

  private static Mixture mixture() {
    var random = new SplittableRandom(5);
    var means = new double[5 * D];
    for (int i = 0; i < means.length; i++) means[i] = random.nextGaussian();
    return Mixture.of(D, means, new double[] {0.3, 0.4, 0.25, 0.5, 0.35}, new double[] {1, 2, 1, 1, 3});
  }

  private static double[] state(Mixture m, Point at, long seed) {
    var random = new SplittableRandom(seed);
    var x = new double[m.dimensions()];
    int k = random.nextInt(m.components());
    for (int i = 0; i < x.length; i++)
      x[i] = (float) (at.alpha() * (m.mean(k, i) + m.deviation(k) * random.nextGaussian()) + at.sigma() * random.nextGaussian());
    return x;
  }

  private static double error(double[] is, double[] be) {
    double[] d = is.clone();
    Vectors.add(d, -1, be);
    return Vectors.norm(d) / Vectors.norm(be);
  }

  private static ScoreProbe probe(Mixture m, Backend backend) {
    return new ScoreProbe(ScoreFunction.of(m, Shape.of(m.dimensions()), VP), Shape.of(m.dimensions()), backend);
  }

  private static Backend open(Precision p) {
    return Backends.installed().open("java", Options.defaults().in(p));
  }

  /** One formula from the next one above it, by differences: none is compared with itself. */
  @Test
  void closedFormsFitOneAnother() {
    Point at = VP.atLambda(0.4);
    var exact = new MixtureDerivatives(MIXTURE, at);
    double[] x = state(MIXTURE, at, 1), v = Vectors.signs(D, new SplittableRandom(2)), s = exact.score(x);
    double h = 1e-5, square = at.sigma() * at.sigma();
    double[] forth = x.clone(), back = x.clone();
    Vectors.add(forth, h, v);
    Vectors.add(back, -h, v);
    assertEquals(Vectors.dot(s, v), (exact.logDensity(forth) - exact.logDensity(back)) / (2 * h), 1e-6);
    double[] product = Vectors.times(exact.score(forth), square / (2 * h));
    Vectors.add(product, -square / (2 * h), exact.score(back));
    assertTrue(error(exact.product(x, v), product) < 1e-7);
    var columns = new double[D][];
    double trace = 0;
    for (int j = 0; j < D; j++) {
      var e = new double[D];
      e[j] = 1;
      columns[j] = exact.product(x, e);
      trace += columns[j][j];
    }
    assertEquals(trace, exact.trace(x), 1e-10);
    double norm = 0;
    for (double l : new EigenDecomposition(new org.apache.commons.math3.linear.Array2DRowRealMatrix(columns)).getRealEigenvalues())
      norm = Math.max(norm, Math.abs(l));
    assertEquals(norm, exact.norm(x), 1e-9);
  }

  @Test
  void aProbeSaysTheNoiseEstimate() {
    Point at = VP.atLambda(0.4);
    double[] a = state(MIXTURE, at, 1), b = state(MIXTURE, at, 2), both = new double[2 * D];
    System.arraycopy(a, 0, both, 0, D);
    System.arraycopy(b, 0, both, D, D);
    try (Backend f64 = open(Precision.F64)) {
      ScoreProbe p = probe(MIXTURE, f64);
      double[] noise = p.noise(both, at, null);
      assertArrayEquals(Vectors.times(new MixtureDerivatives(MIXTURE, at).score(b), -at.sigma()), Vectors.row(noise, 1, D), 1e-12);
      assertEquals(2, p.evaluations());
      assertThrows(IllegalArgumentException.class, () -> p.noise(both, new Point(0, 1, 0), null));
      assertThrows(IllegalArgumentException.class, () -> p.noise(new double[D + 1], at, null));
      assertThrows(IllegalArgumentException.class, () -> new ScoreProbe(p.score(), Shape.of(D + 1), f64));
    }
  }

  /** In single precision, at every level of noise: first derivatives to a thousandth, second ones to a few hundredths. */
  @Test
  void measuredInSinglePrecisionAsInClosedForm() {
    try (Backend f32 = open(Precision.F32)) {
      ScoreProbe p = probe(MIXTURE, f32);
      for (double lambda : new double[] {-2, -1, 0, 1, 2, 3}) {
        Point at = VP.atLambda(lambda);
        var exact = new MixtureDerivatives(MIXTURE, at);
        for (int k = 0; k < 3; k++) {
          double[] x = state(MIXTURE, at, 10 + k);
          Regularity r = Regularity.of(p, at, null, x, new Regularity.Work(D, 8, 8), 3 + k);
          String where = "lambda " + lambda + ", state " + k + ": " + r;
          assertEquals(exact.norm(x), r.first(), 2e-3 * exact.norm(x), where);
          assertTrue(r.asymmetry() < 5e-3, where);
          assertEquals(exact.trace(x), r.trace().mean(), 4 * r.trace().standardError() + 2e-3 * Math.abs(exact.trace(x)), where);
          // Along the direction that the method found: the second derivative itself, wherever it is not rounding.
          double[] v = Vectors.signs(D, new SplittableRandom(3 + k));
          double[] second = Vectors.times(new Differences(p.noise(at, null)).second(x, v, r.steps().second()), -at.sigma() * at.sigma());
          double size = Vectors.norm(exact.second(x, v));
          if (size > 0.3) assertTrue(error(second, exact.second(x, v)) < 3e-2, where + ": " + error(second, exact.second(x, v)));
        }
      }
    }
  }

  /** The power method finds the largest second derivative: that of the line between two modes, known on a line. */
  @Test
  void theLargestSecondDerivative() {
    Mixture two = Mixture.of(3, new double[] {0.8, 0, 0, -0.8, 0, 0}, new double[] {0.2, 0.2}, new double[] {1, 1});
    Point at = VP.atLambda(1);
    double sigma = at.sigma(), variance = 0.04 * at.alpha() * at.alpha() + sigma * sigma, m = 0.8 * at.alpha();
    // The score is (m tanh(m x/variance) - x)/variance along the line.
    double x = variance / m * 0.7, t = Math.tanh(0.7), exact = Math.pow(sigma * m / variance, 3) * 2 * t * (1 - t * t);
    try (Backend f64 = open(Precision.F64)) {
      Regularity r = Regularity.of(probe(two, f64), at, null, new double[] {x, 0.1, -0.05}, Regularity.Work.USUAL, 1);
      assertEquals(exact, r.second(), 1e-3 * exact);
      assertEquals(sigma * sigma * (m * m / variance * (1 - t * t) - 1) / variance, r.high(), 1e-4);
      assertEquals(-sigma * sigma / variance, r.low(), 1e-6);
    }
  }

  /** Of a data set the first derivative is -1 on the data, and grows without bound between two of them. */
  @Test
  void aDataSetIsRegularAtItsPointsAndNotBetween() {
    Mixture data = Mixture.ofData(2, new double[] {1, 0, -1, 0});
    try (Backend f64 = open(Precision.F64)) {
      ScoreProbe p = probe(data, f64);
      for (double sigma : new double[] {0.1, 0.05, 0.025}) {
        Point at = new Point(0, Math.sqrt(1 - sigma * sigma), sigma);
        double a = at.alpha();
        Regularity on = Regularity.of(p, at, null, new double[] {a + 0.3 * sigma, 0.2 * sigma}, Regularity.Work.USUAL, 1);
        assertEquals(1, on.first(), 1e-6);
        assertTrue(on.second() < 1e-3, on.toString());
        Regularity between = Regularity.of(p, at, null, new double[] {0, 0.2 * sigma}, Regularity.Work.USUAL, 1);
        assertEquals(a * a / (sigma * sigma) - 1, between.first(), 1e-4 * between.first());
      }
    }
  }

  /** DDIM's step on an exact score never folds, however long; Euler's in lambda does, once a step is longer than 1. */
  @Test
  void folds() {
    Point from = VP.atLambda(-1), to = VP.atLambda(2.5);
    double[] x = state(MIXTURE, from, 3);
    try (Backend f64 = open(Precision.F64)) {
      ScoreProbe p = probe(MIXTURE, f64);
      Fold ddim = Fold.of(p.step(Solvers.ddim(), VP, from, to, null), x, 1e-4, D);
      assertTrue(ddim.least() >= to.sigma() / from.sigma() - 1e-6 && !ddim.folds(), ddim.toString());
      Mixture point = Mixture.ofData(2, new double[] {0, 0});
      Field euler = probe(point, f64).step(Solvers.rungeKutta("euler", Variable.LAMBDA), VP, from, to, null);
      Fold fold = Fold.of(euler, new double[] {0.3, -0.2}, 1e-4, 2);
      // x' = x + h sigma^2 (x - x/sigma^2)
      assertEquals(1 - from.stepTo(to) * from.alpha() * from.alpha(), fold.least(), 1e-6);
      assertTrue(from.stepTo(to) * from.alpha() * from.alpha() < 1 || fold.folds());
      assertThrows(IllegalArgumentException.class, () -> p.step(Solvers.ddpm(), VP, from, to, null));
    }
  }

  @Test
  void aFoldIsFound() {
    Point from = VP.atLambda(1), to = VP.atLambda(3.5);
    Mixture point = Mixture.ofData(2, new double[] {0, 0});
    try (Backend f64 = open(Precision.F64)) {
      Field euler = probe(point, f64).step(Solvers.rungeKutta("euler", Variable.LAMBDA), VP, from, to, null);
      assertTrue(Fold.of(euler, new double[] {0.3, -0.2}, 1e-4, 2).folds());
    }
  }

  @Test
  void theSameTwiceGivesTheSameNumbers() {
    Point at = VP.atLambda(0);
    try (Backend f32 = open(Precision.F32)) {
      double[] x = state(MIXTURE, at, 3);
      assertEquals(Regularity.of(probe(MIXTURE, f32), at, null, x, Regularity.Work.USUAL, 1),
          Regularity.of(probe(MIXTURE, f32), at, null, x, Regularity.Work.USUAL, 1));
    }
  }
}
