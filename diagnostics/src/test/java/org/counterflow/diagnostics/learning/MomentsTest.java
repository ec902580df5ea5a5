package org.counterflow.diagnostics.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/** The moments of a fit: quadrature, closed forms and draws say the same; and what a ridge regression makes of them. */
class MomentsTest {
  private static final double NOISE = 0.3;
  private static final double FACTOR = 0.7;

  private static Bumps bumps(double[] standard, int dimensions, int count) {
    BumpFit recipe = dimensions == 1 ? BumpFit.onLine() : BumpFit.inPlane();
    return Bumps.draw(standard, dimensions, recipe.size(count, 2), new SplittableRandom(3));
  }

  /** {@code E phi_j phi_k} of one noised sample: the product of two bumps is a bump. */
  private static double product(Bumps b, int j, int k, double u0) {
    double p = 1 / (b.width(j) * b.width(j)), q = 1 / (b.width(k) * b.width(k)), v = 1 / (p + q), at = (p * b.centre(j, 0) + q * b.centre(k, 0)) * v;
    double apart = b.centre(j, 0) - b.centre(k, 0), wide = v + NOISE * NOISE;
    return b.height() * b.height() * Math.exp(-0.5 * apart * apart * p * q * v) * Math.sqrt(v / wide) * Math.exp(-0.5 * (u0 - at) * (u0 - at) / wide);
  }

  @Test
  void onALineTheNoiseIsIntegratedOutExactly() {
    double[] u = MixtureSamples.draw(Mixtures.threeBumps(), 200, 1);
    Bumps b = bumps(u, 1, 12);
    Moments m = new LineMoments(b).of(u, Arrays.stream(u).min().orElseThrow(), Arrays.stream(u).max().orElseThrow(), NOISE, FACTOR);
    Moments closed = new DrawnMoments(b, Averaging.closed(1), new SplittableRandom(1)).of(u, NOISE, FACTOR);
    for (int j = 0; j < b.count(); j++) {
      // The samples are binned to 1e-3: their variance is 1e-7 too large.
      assertEquals(closed.target()[j][0], m.target()[j][0], 1e-6);
      for (int k = 0; k < b.count(); k++) {
        double sum = 0;
        for (double u0 : u) sum += product(b, j, k, u0) / u.length;
        assertEquals(sum, m.gram()[j][k], 1e-7);
      }
    }
  }

  /** Each draw is another, and 4000 of them for a sample have a standard error of 1/60 of a draw's deviation. */
  @Test
  void drawsComeToTheSame() {
    double[] u = MixtureSamples.draw(Mixtures.threeBumps(), 10, 2);
    Bumps b = bumps(u, 1, 6);
    Moments exact = new LineMoments(b).of(u, Arrays.stream(u).min().orElseThrow(), Arrays.stream(u).max().orElseThrow(), NOISE, FACTOR);
    Moments drawn = new DrawnMoments(b, Averaging.drawn(4000), new SplittableRandom(2)).of(u, NOISE, FACTOR);
    // A target has a deviation of 0.7/0.3 around its mean, a bump at most 1/sqrt(6): 40 000 draws, five standard errors.
    double target = 5 * FACTOR / NOISE * b.height() / Math.sqrt(40_000);
    for (int j = 0; j < b.count(); j++) {
      assertEquals(exact.target()[j][0], drawn.target()[j][0], target);
      for (int k = 0; k < b.count(); k++) assertEquals(exact.gram()[j][k], drawn.gram()[j][k], 5 * b.height() * b.height() / Math.sqrt(40_000));
    }
  }

  @Test
  void inThePlaneTheClosedTargetIsThatOfDraws() {
    double[] u = MixtureSamples.draw(Mixtures.twoMoons(0.2), 10, 2);
    Bumps b = bumps(u, 2, 6);
    Moments closed = new DrawnMoments(b, Averaging.closed(1), new SplittableRandom(1)).of(u, NOISE, FACTOR);
    Moments drawn = new DrawnMoments(b, Averaging.drawn(4000), new SplittableRandom(2)).of(u, NOISE, FACTOR);
    double largest = 0;
    for (int j = 0; j < b.count(); j++) {
      for (int i = 0; i < 2; i++) {
        assertEquals(closed.target()[j][i], drawn.target()[j][i], 5 * FACTOR / NOISE * b.height() / Math.sqrt(40_000));
        largest = Math.max(largest, Math.abs(closed.target()[j][i]));
      }
    }
    assertTrue(largest > 0.02, "the targets are too small to be compared: " + largest);
  }

  @Test
  void aRidgeSolvesTheNormalEquations() {
    var m = new Moments(new double[][] {{2, 0.5}, {0.5, 1}}, new double[][] {{1}, {-1}});
    // Folds that agree leave nothing to be regularised.
    Ridge r = Ridge.choose(List.of(m, m, m), 0);
    assertEquals(1e-8, r.penalty(), 1e-20);
    double a = r.coefficients()[0][0], b = r.coefficients()[1][0];
    assertEquals(1, 2 * a + 0.5 * b, 1e-7);
    assertEquals(-1, 0.5 * a + b, 1e-7);
    assertEquals(-(a - b), m.loss(r.coefficients()), 1e-7);
    assertEquals(1e-6, Ridge.choose(List.of(m, m), 1e-6).penalty(), 1e-18);
  }

  /** Folds that contradict each other are noise: the greatest penalty is best. */
  @Test
  void noiseIsPenalised() {
    double[][] one = {{1, 0}, {0, 1}};
    var m = new Moments(one, new double[][] {{1}, {1}});
    var contrary = new Moments(one, new double[][] {{-1}, {-1}});
    Ridge r = Ridge.choose(List.of(m, contrary), 0);
    assertEquals(10, r.penalty(), 1e-12);
    assertEquals(0, r.coefficients()[0][0], 1e-12);
  }
}
