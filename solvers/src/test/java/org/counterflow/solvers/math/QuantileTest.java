package org.counterflow.solvers.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Against values of scipy 1.17. */
class QuantileTest {
  @Test
  void beta() {
    double[][] expected = {{1e-6, 0.6, 0.6, 1.8558824624053043e-10}, {0.01, 0.6, 0.6, 0.0008612388215429059}, {0.3, 0.6, 0.6, 0.23401700387523572},
        {0.5, 0.6, 0.6, 0.5}, {0.7, 0.6, 0.6, 0.7659829961247643}, {0.99, 0.6, 0.6, 0.9991387611784571}, {0.3, 2, 5, 0.18180347131894917},
        {0.9, 0.1, 3, 0.09839299551030133}, {0.875, 0.5, 0.7, 0.8893980898459031}};
    for (double[] e : expected) assertEquals(e[3], Quantile.beta(e[0], e[1], e[2]), 5e-13 * e[3], e[0] + " of " + e[1] + ", " + e[2]);
    assertEquals(0, Quantile.beta(0, 0.6, 0.6));
    assertEquals(1, Quantile.beta(1, 0.6, 0.6));
  }

  @Test
  void bothTailsKeepTheirDigits() {
    for (double p : new double[] {1e-12, 1e-6, 0.1, 0.4}) {
      // Beta(1, b): p = 1 - (1 - x)^b; Beta(a, 1): p = x^a.
      assertEquals(-Math.expm1(Math.log1p(-p) / 3), Quantile.beta(p, 1, 3), 1e-13 * p);
      assertEquals(Math.pow(p, 1 / 2.5), Quantile.beta(p, 2.5, 1), 1e-12 * Math.pow(p, 1 / 2.5));
    }
  }

  @Test
  void normal() {
    double[][] expected = {{0.001, -3.090232306167813}, {0.1, -1.2815515655446004}, {0.5, 0}, {0.75, 0.6744897501960817}, {0.999, 3.090232306167813}};
    for (double[] e : expected) assertEquals(e[1], Quantile.normal(e[0]), 1e-13 * Math.abs(e[1]));
    assertEquals(Double.NEGATIVE_INFINITY, Quantile.normal(0));
  }

  /** The machine's own exponential and logarithm take no part: this was the sum with two of them, on another processor's code too. */
  @Test
  void theBitsAreThoseOfEveryMachine() {
    long sum = 0;
    for (int n = 1; n < 200; n++) {
      for (int i = 1; i < n; i++)
        sum = 31 * sum + Double.doubleToLongBits(Quantile.beta((double) i / n, 0.6, 0.6)) + 7 * Double.doubleToLongBits(Quantile.normal((double) i / n));
    }
    assertEquals(-6698428224025743679L, sum);
  }

  @Test
  void whatIsNoProbabilityIsSaid() {
    assertThrows(IllegalArgumentException.class, () -> Quantile.beta(1.5, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Quantile.normal(-0.1));
    assertThrows(IllegalArgumentException.class, () -> Quantile.normal(Double.NaN));
  }
}
