package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PosteriorTest {
  private static final double[] NONE = {};
  private static final double[] MEANS = {1, 0, -0.5, 0.75, 0.25, -1};
  private static final double[] WIDTHS = {0.5, 0.25, 1};
  private static final double[] WEIGHTS = {0.5, 0.25, 0.25};

  @Test
  void knownAnswerOfADataSet() {
    var c = PosteriorCoefficients.of(0.75, 0.5, 3, 2, NONE, NONE);
    assertTrue(c.pure());
    assertFalse(c.general());
    assertArrayEquals(new double[] {-2, -2, -2}, c.a());
    assertArrayEquals(new float[] {0x1.663736p-1f, -0x1.d2d4eap-5f}, inSingle(c, MEANS, 2, 0.5, 0.125));
    assertArrayEquals(new double[] {0x1.663734c15ba2cp-1, -0x1.d2d4e2e48532ap-5}, inDouble(c, MEANS, 2, 0.5, 0.125));
  }

  @Test
  void knownAnswerOfAMixture() {
    var c = PosteriorCoefficients.of(0.75, 0.5, 3, 2, WIDTHS, WEIGHTS);
    assertFalse(c.pure());
    assertTrue(c.general());
    assertArrayEquals(new float[] {-0x1.47ae14p0f, -0x1.c0e07p0f, -0x1.3b13b2p-1f}, PosteriorCoefficients.rounded(c.a()));
    assertArrayEquals(new float[] {0, -0x1.8384d8p-2f, -0x1.6cee8ep0f}, PosteriorCoefficients.rounded(c.b()));
    assertArrayEquals(new float[] {0x1.47ae14p-1f, 0x1.c0e07p-1f, 0x1.3b13b2p-2f}, PosteriorCoefficients.rounded(c.h()));
    assertArrayEquals(new float[] {0x1.eb851ep-2f, 0x1.50a854p-3f, 0x1.d89d8ap-1f}, PosteriorCoefficients.rounded(c.g()));
    assertEquals(-0.75, c.minusAlpha());
    assertArrayEquals(new float[] {0x1.689044p-1f, 0x1.8d2988p-4f}, inSingle(c, MEANS, 2, 0.5, 0.125));
    assertArrayEquals(new double[] {0x1.6890449d29444p-1, 0x1.8d2986bc618d3p-4}, inDouble(c, MEANS, 2, 0.5, 0.125));
  }

  @Test
  void equalWidthsAndWeightsNeedNoConstants() {
    double[] same = {0.5, 0.5, 0.5};
    var c = PosteriorCoefficients.of(0.75, 0.5, 3, 2, same, same);
    assertFalse(c.general());
    assertFalse(c.pure());
    assertArrayEquals(new double[3], c.b());
    assertTrue(PosteriorCoefficients.of(0.75, 0.5, 3, 2, same, WEIGHTS).general());
    assertTrue(PosteriorCoefficients.of(0.75, 0.5, 3, 2, WIDTHS, same).general());
  }

  @Test
  void bothSharesKeepTheirPrecisionAtEverySigma() {
    for (double sigma : new double[] {1e-12, 1e-3, 1, 1e3, 1e12}) {
      var c = PosteriorCoefficients.of(0.5, sigma, 1, 7, new double[] {0.25}, NONE);
      double variance = 0.5 * 0.5 * 0.25 * 0.25 + sigma * sigma;
      assertEquals(-1 / (2 * variance), c.a()[0]);
      assertEquals(sigma * sigma / variance, c.h()[0]);
      assertEquals(0.5 * (0.25 * 0.25) / variance, c.g()[0]);
      var data = PosteriorCoefficients.of(0.5, sigma, 1, 7, NONE, NONE);
      assertEquals(1.0, data.h()[0]);
      assertEquals(0.0, data.g()[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "1, 63", "2, 64", "63, 2", "64, 3", "65, 65", "129, 63", "63, 129", "128, 128", "129, 129", "300, 7", "7, 300"
  })
  void equalsBayesInDouble(int components, int dimensions) {
    var random = new SplittableRandom(components * 1000 + dimensions);
    for (double sigma : new double[] {0.02, 0.3, 1, 20}) {
      for (int kind = 0; kind < 4; kind++) {
        double[] widths = kind == 0 ? NONE : random.doubles(components, 0.2, 1.5).toArray();
        if (kind == 1) Arrays.fill(widths, 0.7);
        double[] weights = kind < 2 ? NONE : random.doubles(components, 0.1, 1).toArray();
        if (kind == 3) Arrays.fill(weights, 1.0 / components);
        double alpha = 0.75;
        double[] means = roundedNormals(random, components * dimensions, 1);
        double[] x = roundedNormals(random, dimensions, sigma);
        int from = random.nextInt(components) * dimensions;
        for (int i = 0; i < dimensions; i++) x[i] = (float) (x[i] + alpha * means[from + i]);
        var c = PosteriorCoefficients.of(alpha, sigma, components, dimensions, widths, weights);
        double[] expected = bayes(means, x, alpha, sigma, widths, weights, components);
        float[] narrow = inSingle(c, means, dimensions, x);
        double[] wide = inDouble(c, means, dimensions, x);
        for (int i = 0; i < dimensions; i++) {
          String where = "kind " + kind + ", sigma " + sigma + ", coordinate " + i;
          // A log weight is known to about 1e-4 in single precision, and weights move the mean by about their own error.
          assertEquals(expected[i], narrow[i], 3e-4, where);
          assertEquals(expected[i], wide[i], 1e-11, where);
        }
      }
    }
  }

  private static double[] bayes(double[] means, double[] x, double alpha, double sigma, double[] widths, double[] weights, int components) {
    int d = x.length;
    var logs = new double[components];
    var variances = new double[components];
    for (int k = 0; k < components; k++) {
      double s = widths.length == 0 ? 0 : widths[k];
      variances[k] = alpha * alpha * s * s + sigma * sigma;
      double distance = 0;
      for (int i = 0; i < d; i++) distance += Math.pow(x[i] - alpha * means[k * d + i], 2);
      logs[k] = Math.log(weights.length == 0 ? 1 : weights[k]) - d / 2.0 * Math.log(variances[k]) - distance / (2 * variances[k]);
    }
    double largest = Arrays.stream(logs).max().orElseThrow();
    var mean = new double[d];
    double total = 0;
    for (int k = 0; k < components; k++) {
      double w = Math.exp(logs[k] - largest);
      double s = widths.length == 0 ? 0 : widths[k];
      total += w;
      for (int i = 0; i < d; i++) mean[i] += w * (means[k * d + i] + alpha * s * s / variances[k] * (x[i] - alpha * means[k * d + i]));
    }
    for (int i = 0; i < d; i++) mean[i] /= total;
    return mean;
  }

  /** In one chain the large first square would swallow every 1; the chains of the later blocks bring theirs together. */
  @ParameterizedTest
  @CsvSource({"64, 0", "65, 0", "128, 64", "129, 64", "192, 128"})
  void distancesHaveTwoLevels(int dimensions, int counted) {
    var x = new float[dimensions + 3];
    Arrays.fill(x, 1f);
    x[3] = 0x1p12f;
    assertEquals(0x1p24f + counted, PosteriorMean.squaredDistance(-1f, new float[dimensions + 2], 2, x, 3, dimensions));
    var wide = new double[dimensions + 3];
    Arrays.fill(wide, 1);
    wide[3] = 0x1p27;
    assertEquals(0x1p54 + counted, PosteriorMean.squaredDistance(-1.0, new double[dimensions + 2], 2, wide, 3, dimensions));
  }

  /**
   * Why distances are sums of squared differences: 784 values of 8 bits, 64 members that differ in one of them. The worst log weight
   * above -14 is 5e-5 off at every sigma; by products, |x|^2 - 2 alpha x m + alpha^2 |m|^2, it is 6 off at the smallest.
   */
  @ParameterizedTest
  @CsvSource({"0.002, 1e-4, 5", "0.05, 1e-4, 0.01", "1, 1e-4, 0", "80, 1e-4, 0"})
  void logWeightsAreKnownAtEverySigma(double sigma, double bound, double errorOfProducts) {
    var random = new SplittableRandom(21);
    int d = 784;
    var member = new float[d];
    for (int i = 0; i < d; i++) member[i] = random.nextInt(256) / 128f - 1;
    var x = new float[d];
    for (int i = 0; i < d; i++) x[i] = (float) (member[i] + sigma * random.nextGaussian());
    double worst = 0;
    double worstOfProducts = 0;
    double exactFirst = 0;
    float first = 0;
    float firstOfProducts = 0;
    for (int k = 0; k < 64; k++) {
      float[] other = member.clone();
      if (k > 0) other[12 * k] += 1 / 128f;
      double exact = 0;
      float xx = 0;
      float xm = 0;
      float mm = 0;
      for (int i = 0; i < d; i++) {
        exact += Math.pow((double) x[i] - other[i], 2);
        xx = Math.fma(x[i], x[i], xx);
        xm = Math.fma(x[i], other[i], xm);
        mm = Math.fma(other[i], other[i], mm);
      }
      float distance = PosteriorMean.squaredDistance(-1f, other, 0, x, 0, d);
      float ofProducts = xx - 2 * xm + mm;
      if (k == 0) {
        exactFirst = exact;
        first = distance;
        firstOfProducts = ofProducts;
      }
      double a = -0.5 / (sigma * sigma);
      double logWeight = a * (exact - exactFirst);
      if (logWeight < -14) continue;
      worst = Math.max(worst, Math.abs(a * ((double) distance - first) - logWeight));
      worstOfProducts = Math.max(worstOfProducts, Math.abs(a * ((double) ofProducts - firstOfProducts) - logWeight));
    }
    assertTrue(worst < bound, "" + worst);
    assertTrue(worstOfProducts > errorOfProducts, "" + worstOfProducts);
  }

  @Test
  void weightedSumsHaveTwoLevels() {
    int components = 129;
    var means = new float[2 * components];
    for (int k = 0; k < components; k++) {
      means[2 * k] = k == 0 ? 0x1p24f : 1f;
      means[2 * k + 1] = k == 0 ? 1f : 0x1p24f;
    }
    var c = PosteriorCoefficients.of(1, 0.5, components, 2, NONE, NONE);
    var out = new float[2];
    PosteriorMean.compute(c, means, 2, new float[2], out, 1);
    // Equally far from 0, so all weights are 1.
    assertEquals((0x1p24f + 64) * Reciprocal.recip32(129f), out[0]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.5, 4})
  void aDistantMemberCountsForNothing(double sigma) {
    double near = sigma * Math.sqrt(2 * 63.9);
    double far = sigma * Math.sqrt(2 * 64.1);
    var c = PosteriorCoefficients.of(1, sigma, 2, 1, NONE, NONE);
    assertTrue(inSingle(c, new double[] {0, near * 0x1p60}, 1, 0)[0] == 0f);
    assertTrue(inSingle(c, new double[] {0, near}, 1, 0)[0] > 0f);
    assertEquals(0f, inSingle(c, new double[] {0, far}, 1, 0)[0]);
    assertTrue(inDouble(c, new double[] {0, far}, 1, 0)[0] > 0);
    assertEquals(0.0, inDouble(c, new double[] {0, sigma * Math.sqrt(2 * 600.1)}, 1, 0)[0]);
  }

  @Test
  void aMemberIsItsOwnMeanAtSmallNoise() {
    var random = new SplittableRandom(4);
    double[] means = roundedNormals(random, 20 * 30, 1);
    var c = PosteriorCoefficients.of(1, 0.01, 20, 30, NONE, NONE);
    for (int k = 0; k < 20; k++) {
      double[] member = Arrays.copyOfRange(means, k * 30, (k + 1) * 30);
      assertArrayEquals(member, inDouble(c, means, 30, member));
    }
  }

  @Test
  void rowsAreIndependentAndMayBeReplaced() {
    var random = new SplittableRandom(8);
    float[] means = PosteriorCoefficients.rounded(roundedNormals(random, 70 * 66, 1));
    float[] x = PosteriorCoefficients.rounded(roundedNormals(random, 5 * 66, 2));
    var c = PosteriorCoefficients.of(0.9, 3, 70, 66, random.doubles(70, 0.1, 1).toArray(), random.doubles(70, 0.1, 1).toArray());
    var together = new float[x.length];
    PosteriorMean.compute(c, means, 66, x, together, 5);
    var alone = new float[66];
    for (int row = 0; row < 5; row++) {
      PosteriorMean.compute(c, means, 66, Arrays.copyOfRange(x, row * 66, (row + 1) * 66), alone, 1);
      assertArrayEquals(Arrays.copyOfRange(together, row * 66, (row + 1) * 66), alone);
    }
    PosteriorMean.compute(c, means, 66, x, x, 5);
    assertArrayEquals(together, x);
  }

  private static float[] inSingle(PosteriorCoefficients c, double[] means, int dimensions, double... x) {
    var out = new float[x.length];
    float[] at = PosteriorCoefficients.rounded(x);
    PosteriorMean.compute(c, PosteriorCoefficients.rounded(means), dimensions, at, out, x.length / dimensions);
    return out;
  }

  private static double[] inDouble(PosteriorCoefficients c, double[] means, int dimensions, double... x) {
    var out = new double[x.length];
    PosteriorMean.compute(c, means, dimensions, x, out, x.length / dimensions);
    return out;
  }

  /** Values of single precision, so that both precisions see the same problem. */
  private static double[] roundedNormals(SplittableRandom random, int n, double scale) {
    var x = new double[n];
    for (int i = 0; i < n; i++) x[i] = (float) (scale * random.nextGaussian());
    return x;
  }
}
