package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialTest {
  @ParameterizedTest
  @CsvSource({"-0.3, 0x1.7b4c86p-1", "-1, 0x1.78b564p-2", "-10.5, 0x1.cdfc26p-16", "-87, 0x1.666d0ep-126", "-87.00001, 0x0p0", "0, 0x1p0"})
  void knownAnswersInSinglePrecision(float x, String expected) {
    assertEquals(Float.parseFloat(expected), Exponential.exp32(x));
  }

  @ParameterizedTest
  @CsvSource({"-0.3, 0x1.7b4c869c37c05p-1", "-1, 0x1.78b56362cef38p-2", "-700, 0x1.14f2b0fb9307fp-1010", "0, 0x1p0", "-0.0, 0x1p0"})
  void knownAnswersInDoublePrecision(double x, String expected) {
    assertEquals(Double.parseDouble(expected), Exponential.exp64(x));
  }

  @Test
  void singlePrecisionIsWithinNineTenthsOfAnUlp() {
    int last = Float.floatToRawIntBits(-87f);
    for (int bits = Float.floatToRawIntBits(-0f); bits <= last; bits += 997) assertWithinUlp(Float.intBitsToFloat(bits));
    for (float x = 0; x <= 88; x += 0x1.3p-12f) assertWithinUlp(x);
    assertWithinUlp(-87f);
    assertWithinUlp(88f);
  }

  private static void assertWithinUlp(float x) {
    float e = Exponential.exp32(x);
    double error = Math.abs(e - StrictMath.exp(x)) / Math.ulp(e);
    assertTrue(error < 0.9, () -> "exp32(" + x + ") is " + error + " ulp off");
  }

  @Test
  void doublePrecisionIsWithinNineTenthsOfAnUlp() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 1500; i++) {
      double x = -random.nextDouble() * (i % 2 == 0 ? 1 : 708);
      if (i % 16 == 3) x = -x;
      double e = Exponential.exp64(x);
      double error = exact(x).subtract(new BigDecimal(e)).abs().doubleValue() / Math.ulp(e);
      double at = x;
      assertTrue(error < 0.9, () -> "exp64(" + at + ") is " + error + " ulp off");
    }
  }

  @Test
  void theEndsAreZeroOrNormal() {
    assertEquals(0f, Exponential.exp32(Math.nextDown(-87f)));
    assertEquals(0f, Exponential.exp32(-Float.MAX_VALUE));
    assertEquals(0f, Exponential.exp32(Float.NEGATIVE_INFINITY));
    assertTrue(Exponential.exp32(-87f) >= Float.MIN_NORMAL);
    assertTrue(Float.isFinite(Exponential.exp32(88f)));
    assertEquals(0.0, Exponential.exp64(Math.nextDown(-708.0)));
    assertEquals(0.0, Exponential.exp64(-Double.MAX_VALUE));
    assertEquals(0.0, Exponential.exp64(Double.NEGATIVE_INFINITY));
    assertTrue(Exponential.exp64(-708) >= Double.MIN_NORMAL);
    assertTrue(Double.isFinite(Exponential.exp64(709)));
  }

  private static BigDecimal exact(double x) {
    var digits = new MathContext(40);
    BigDecimal r = new BigDecimal(x).divide(new BigDecimal(1024), digits);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 40; i++) {
      term = term.multiply(r, digits).divide(new BigDecimal(i), digits);
      sum = sum.add(term, digits);
    }
    for (int i = 0; i < 10; i++) sum = sum.multiply(sum, digits);
    return sum;
  }
}
