package org.counterflow.solvers.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiTest {
  private static final MathContext DIGITS = new MathContext(120);

  /** {@code sum z^n / (n+k)!} with 120 digits. */
  private static double exact(int k, double z) {
    BigDecimal x = new BigDecimal(z), term = BigDecimal.ONE;
    for (int i = 2; i <= k; i++) term = term.divide(BigDecimal.valueOf(i), DIGITS);
    BigDecimal sum = term;
    for (int n = 1; n < 600; n++) {
      term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n + k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum.doubleValue();
  }

  /** At 3.08 the recurrence, which is good for what lies far out, misses phi_6 by 2.5e-15. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-12, 1e-6, 1e-3, 0.1, 0.7, 1, 3, 3.0817876386010528, 10, 29.9, 30.1, 60})
  void isExactOnBothSidesOfZero(double z) {
    for (int k = 0; k <= 6; k++) {
      double below = exact(k, -z), above = exact(k, z);
      assertEquals(below, Phi.of(k, -z), 2e-15 * below, "phi_" + k + "(" + -z + ")");
      assertEquals(above, Phi.of(k, z), 2e-15 * above, "phi_" + k + "(" + z + ")");
    }
  }

  @Test
  void atZeroItIsTheReciprocalFactorial() {
    for (int k = 0; k <= 6; k++) assertEquals(1 / Phi.factorial(k), Phi.of(k, 0));
  }

  @Test
  void farOutItGoesToItsLimit() {
    assertEquals(1e-3, Phi.of(1, -1000), 1e-18);
    assertEquals(1e-3 - 1e-6, Phi.of(2, -1000), 1e-18);
  }

  @Test
  void aNegativeIndexIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Phi.of(-1, 0.5));
  }
}
