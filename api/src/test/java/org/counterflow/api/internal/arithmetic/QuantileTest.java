package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantileTest {
  private static final float[] SHUFFLED = {9f, -3f, 1f, 0f, -4f, 2f, 9f};

  @Test
  void endsAreMinimumAndMaximum() {
    assertEquals(0, Quantile.ofAbs(SHUFFLED, 1, 5, 0));
    assertEquals(4, Quantile.ofAbs(SHUFFLED, 1, 5, 1));
    assertEquals(0, Quantile.ofAbs(widened(SHUFFLED), 1, 5, 0));
    assertEquals(4, Quantile.ofAbs(widened(SHUFFLED), 1, 5, 1));
  }

  @Test
  void betweenValuesItIsLinear() {
    for (double q = 0; q <= 1; q += 1 / 64.0) {
      assertEquals(4 * q, Quantile.ofAbs(SHUFFLED, 1, 5, q));
      assertEquals(4 * q, Quantile.ofAbs(widened(SHUFFLED), 1, 5, q));
    }
  }

  @Test
  void aSingleValueIsEveryQuantile() {
    assertEquals(3, Quantile.ofAbs(SHUFFLED, 1, 1, 0.3));
  }

  @Test
  void theInputIsLeftAlone() {
    float[] x = SHUFFLED.clone();
    Quantile.ofAbs(x, 0, x.length, 0.5);
    assertArrayEquals(SHUFFLED, x);
  }

  @Test
  void growsWithItsPosition() {
    var random = new SplittableRandom(2);
    var x = new double[1000];
    for (int i = 0; i < x.length; i++) x[i] = random.nextGaussian();
    double last = 0;
    for (int i = 0; i <= 5000; i++) {
      double v = Quantile.ofAbs(x, 0, x.length, i / 5000.0);
      assertTrue(v >= last);
      last = v;
    }
  }

  private static double[] widened(float[] x) {
    var w = new double[x.length];
    for (int i = 0; i < w.length; i++) w[i] = x[i];
    return w;
  }
}
