package org.counterflow.diagnostics.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongFunction;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** Distances of samples against closed forms, and their standard errors against how far they are from them. */
class DistancesOfSamplesTest {
  /** Energy distance of N(0, 1) and N(mean, deviation^2) on the line. */
  private static double energy(double mean, double deviation) {
    double s = Math.sqrt(1 + deviation * deviation);
    double across = s * Math.sqrt(2 / Math.PI) * Math.exp(-mean * mean / (2 * s * s)) + mean * Erf.erf(mean / (s * Math.sqrt(2)));
    return 2 * across - 2 / Math.sqrt(Math.PI) * (1 + deviation);
  }

  /** E k(X, Y) of N(0, a^2 I) and N(m, b^2 I) in d dimensions, with squared |m|. */
  private static double kernel(double bandwidth, double variances, double squared, int d) {
    double h = bandwidth * bandwidth;
    return Math.pow(h / (h + variances), d / 2.0) * Math.exp(-squared / (2 * (h + variances)));
  }

  /** Of 300 repetitions, how many are no more than two standard errors away: 95 in 100 if the error is right, give or take 1.3. */
  private static void assertCovers(double truth, LongFunction<Estimated> drawn) {
    int covered = 0, runs = 300;
    double sum = 0;
    for (int s = 0; s < runs; s++) {
      Estimated e = drawn.apply(s);
      assertTrue(e.error() > 0, e.toString());
      if (Math.abs(e.value() - truth) <= 2 * e.error()) covered++;
      sum += (e.value() - truth) / e.error();
    }
    // With 19 degrees of freedom two errors are 0.940 of all.
    assertEquals(0.94, covered / (double) runs, 0.04, "covered " + covered);
    assertEquals(0, sum / runs, 0.35, "in the mean away from the truth, in standard errors");
  }

  @Test
  void theEnergyDistanceOfTwoNormals() {
    assertCovers(energy(0.7, 1.5), s -> EnergyDistance.between(Draws.normal(120, 1, 0, 1, 2 * s), Draws.normal(160, 1, 0.7, 1.5, 2 * s + 1)));
  }

  @Test
  void theDiscrepancyOfTwoNormals() {
    int d = 3;
    double m = 0.5, b = 1.4, truth = kernel(1.3, 2, 0, d) + kernel(1.3, 2 * b * b, 0, d) - 2 * kernel(1.3, 1 + b * b, d * m * m, d);
    var mmd = new Mmd(1.3);
    assertCovers(truth, s -> mmd.squared(Draws.normal(120, d, 0, 1, 2 * s), Draws.normal(100, d, m, b, 2 * s + 1)));
  }

  @Test
  void theFrechetDistanceOfTwoNormals() {
    // In one dimension m^2 + (a - b)^2; from 400 samples it is too large by less than a hundredth.
    assertCovers(0.49 + 0.25, s -> FrechetDistance.between(Draws.normal(400, 1, 0, 1, 2 * s), Draws.normal(400, 1, 0.7, 1.5, 2 * s + 1)));
  }

  @Test
  void ofPairsTheExcessIsMoreCertainThanEitherDistance() {
    // To N(0, 1): 0.49 for N(0.7, 1), 0.64 for N(0.8, 1); samples from equal noise.
    FrechetDistance to = FrechetDistance.to(new Moments(new double[1], new double[] {1}));
    assertCovers(0.15, s -> {
      Cloud x = Draws.normal(200, 1, 0.7, 1, s);
      Estimated e = to.excess(Draws.moved(x, 0.1), x);
      assertTrue(e.error() < 0.3 * to.from(x).error(), e + " against " + to.from(x));
      return e;
    });
    Cloud x = Draws.normal(50, 3, 0, 1, 1);
    assertEquals(new Estimated(0, 0), FrechetDistance.to(Moments.of(Draws.normal(50, 3, 0, 1, 2))).excess(x, x));
  }

  @Test
  void theSlicedDistanceOfTwoNormals() {
    // Of N(0, 1) and N(m, b^2) on the line: the root of m^2 + (1 - b)^2.
    assertCovers(Math.sqrt(0.81 + 0.25), s -> SlicedWasserstein.of(2).between(Draws.normal(400, 1, 0, 1, 2 * s), Draws.normal(300, 1, 0.9, 1.5, 2 * s + 1)));
  }

  @Test
  void thePolynomialKernelOfTwoNormals() {
    // On the line with d = 1: E (xy + 1)^3 of independent x and y, by their moments.
    double m = 0.5;
    double[] x = {0, 1, 0}, y = {m, m * m + 1, m * m * m + 3 * m};
    double truth = cube(x, x) + cube(y, y) - 2 * cube(x, y);
    // Five subsets: with 4 degrees of freedom two errors are 0.884 of all.
    int covered = 0;
    double sum = 0;
    for (long s = 0; s < 300; s++) {
      Estimated e = new Kid(50).between(Draws.normal(250, 1, 0, 1, 2 * s), Draws.normal(290, 1, m, 1, 2 * s + 1));
      if (Math.abs(e.value() - truth) <= 2 * e.error()) covered++;
      sum += e.value() / 300;
    }
    assertEquals(0.88, covered / 300.0, 0.06);
    assertEquals(truth, sum, 0.1 * truth);
  }

  /** E (x y + 1)^3 by the first three moments. */
  private static double cube(double[] x, double[] y) {
    return x[2] * y[2] + 3 * x[1] * y[1] + 3 * x[0] * y[0] + 1;
  }

  @Test
  void aShiftIsItsLengthOverTheRootOfTheDimension() {
    Cloud x = Draws.normal(50, 4, 0, 1, 1);
    // Orthogonal directions in whole sets give the mean over the sphere.
    Estimated e = SlicedWasserstein.of(8).between(x, Draws.moved(x, 3, 0, -4, 0));
    assertEquals(2.5, e.value(), 1e-12);
    assertEquals(25, FrechetDistance.between(x, Draws.moved(x, 3, 0, -4, 0)).value(), 1e-9);
  }

  @Test
  void aSetOfAnotherSizeHasTheSameQuantiles() {
    Cloud x = Draws.normal(12, 2, 0, 1, 1);
    double[] once = x.values(), thrice = new double[3 * once.length];
    for (int k = 0; k < 3; k++) System.arraycopy(once, 0, thrice, k * once.length, once.length);
    assertEquals(0, SlicedWasserstein.of(6).between(x, Cloud.of(thrice, 36)).value(), 1e-12);
    // 0 0 1 1 against 0 0 1 1 2 2: between 1/3 and 1/2, and from 2/3 on, they are 1 apart.
    assertEquals(Math.sqrt((1 + 2) / 6.0),
        SlicedWasserstein.of(2).between(Cloud.of(new double[] {1, 0, 1, 0}, 4), Cloud.of(new double[] {2, 0, 1, 0, 1, 2}, 6)).value(), 1e-12);
  }

  @Test
  void equalLawsAreNoDistanceApart() {
    double energy = 0, mmd = 0, kid = 0;
    int runs = 100;
    for (long s = 0; s < runs; s++) {
      Cloud x = Draws.normal(60, 3, 0, 1, 2 * s), y = Draws.normal(60, 3, 0, 1, 2 * s + 1);
      energy += EnergyDistance.between(x, y).value() / runs;
      mmd += new Mmd(1).squared(x, y).value() / runs;
      kid += new Kid(30).between(x, y).value() / runs;
    }
    // With the rows themselves among the pairs these would be 0.05, 0.03 and 0.3.
    assertEquals(0, energy, 0.01);
    assertEquals(0, mmd, 0.003);
    assertEquals(0, kid, 0.04);
  }

  @Test
  void theFrechetDistanceOfGivenMomentsIsExact() {
    // Rotated by 45 degrees and not: eigenvalues 4, 1 against 9, 1; the cross term is tr (A^1/2 B A^1/2)^1/2, whose square for 2 by 2 is
    // tr(AB) + 2 sqrt(det A det B).
    var a = new Moments(new double[] {1, 2}, new double[] {2.5, 1.5, 1.5, 2.5});
    var b = new Moments(new double[] {0, 0}, new double[] {9, 0, 0, 1});
    double cross = Math.sqrt(2.5 * 9 + 2.5 + 2 * Math.sqrt(4 * 9));
    assertEquals(5 + 5 + 10 - 2 * cross, FrechetDistance.to(b).from(a), 1e-10);
    assertEquals(FrechetDistance.to(b).from(a), FrechetDistance.to(a).from(b), 1e-10);
    assertEquals(0, FrechetDistance.to(a).from(a), 1e-10);
    // No inverse: a point and a line.
    var point = new Moments(new double[] {0, 0}, new double[4]);
    var line = new Moments(new double[] {0, 0}, new double[] {1, 1, 1, 1});
    assertEquals(2, FrechetDistance.to(point).from(line), 1e-12);
    assertEquals(2, FrechetDistance.to(line).from(point), 1e-12);
    assertEquals(0, FrechetDistance.to(line).from(line), 1e-7);
  }

  @Test
  void fewSamplesInManyDimensionsHaveAFrechetDistance() {
    int d = 40;
    Cloud x = Draws.normal(20, d, 0, 1, 1);
    var identity = new double[d * d];
    for (int i = 0; i < d; i++) identity[i * d + i] = 1;
    FrechetDistance to = FrechetDistance.to(new Moments(new double[d], identity));
    Estimated e = to.from(x), floor = to.floor(20);
    // The covariance has rank 19: at least the other 21 directions are lost.
    assertTrue(e.value() > 21, e.toString());
    assertEquals(floor.value(), e.value(), 10 * floor.error() + 1);
  }

  @Test
  void momentsAreThoseOfTheSamples() {
    Moments m = Moments.of(Cloud.of(new double[] {1, 2, 3, 6, 5, 4}, 3));
    assertEquals(new Moments(new double[] {3, 4}, new double[] {4, 2, 2, 4}), m);
    assertThrows(IllegalArgumentException.class, () -> new Moments(new double[2], new double[] {1, 2, 3, 1}));
  }

  @Test
  void theKernelsBandwidthIsTheMedianDistance() {
    Cloud x = Cloud.of(new double[] {0, 1, 3, 7}, 4), y = Cloud.of(new double[] {100, 200, 300, 500}, 4);
    // Of 28 distances the fifteenth: that of 1 and 200.
    assertEquals(199, Mmd.ofMedian(x, y).bandwidth());
    assertThrows(IllegalArgumentException.class, () -> new Mmd(0));
  }

  @Test
  void agreementIsAShare() {
    Cloud logits = Cloud.of(new double[] {5, 1, 0, 2, 3, 1, 0, 0, 1, 9, 0, 0}, 4);
    Estimated e = ClassAgreement.of(logits, new long[] {0, 1, 2, 2});
    assertEquals(0.75, e.value());
    assertEquals(Math.sqrt(0.625 * 0.375 / 8), e.error(), 1e-12);
    assertTrue(ClassAgreement.of(logits, new long[] {0, 1, 2, 0}).error() > 0.1, "all right is no certainty");
    assertThrows(IllegalArgumentException.class, () -> ClassAgreement.of(logits, new long[] {0, 1, 2, 3}));
  }

  @Test
  void whatIsNoSampleIsRefused() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Cloud.of(new double[] {1, 2, Double.NaN, 4}, 2)).getMessage()
        .contains("element 0 of sample 1 is NaN"));
    assertThrows(IllegalArgumentException.class, () -> Cloud.of(new double[5], 2));
    Cloud three = Draws.normal(3, 2, 0, 1, 1), ten = Draws.normal(10, 2, 0, 1, 1);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> EnergyDistance.between(three, ten)).getMessage().contains("there are 3"));
    assertThrows(IllegalArgumentException.class, () -> EnergyDistance.between(ten, Draws.normal(10, 3, 0, 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> SlicedWasserstein.of(3).between(ten, Draws.normal(10, 3, 0, 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> FrechetDistance.to(Moments.of(ten)).from(Draws.normal(10, 3, 0, 1, 1)));
  }

  @Test
  void theSameTwice() {
    Cloud x = Draws.normal(90, 5, 0, 1, 1), y = Draws.normal(70, 5, 0.2, 1, 2);
    assertEquals(EnergyDistance.between(x, y), EnergyDistance.between(x, y));
    assertEquals(SlicedWasserstein.of(16).between(x, y), SlicedWasserstein.of(16).between(x, y));
    assertEquals(new Kid(30).between(x, y), new Kid(30).between(x, y));
    assertEquals(FrechetDistance.to(Moments.of(x)).floor(30), FrechetDistance.to(Moments.of(x)).floor(30));
  }
}
