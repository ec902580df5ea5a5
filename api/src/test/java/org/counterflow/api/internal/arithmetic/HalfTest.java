package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfTest {
  private static final short INFINITY = 0x7c00;

  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Half.toFloat((short) bits);
      if (Float.isNaN(value)) continue;
      assertEquals((short) bits, Half.of(value));
      assertEquals((short) bits, Half.of((double) value));
    }
  }

  @Test
  void aDoubleIsRoundedOnce() {
    double justAboveATie = 1 + 0x1p-11 + 0x1p-40;
    assertEquals(1 + 0x1p-10, Half.toFloat(Half.of(justAboveATie)));
    assertEquals(1.0, Half.toFloat(Half.of((float) justAboveATie)), "the case must be one where rounding twice is wrong");
    double justBelowATie = 1 + 3 * 0x1p-11 - 0x1p-40;
    assertEquals(1 + 0x1p-10, Half.toFloat(Half.of(justBelowATie)));
    assertNotEquals(Half.of((float) justBelowATie), Half.of(justBelowATie));
  }

  @Test
  void aTieGoesToEven() {
    assertEquals(1.0, Half.toFloat(Half.of(1 + 0x1p-11)));
    assertEquals(1 + 0x1p-9, Half.toFloat(Half.of(1 + 3 * 0x1p-11)));
    assertEquals(0, Half.of(0x1p-25));
    assertEquals(1, Half.of(Math.nextUp(0x1p-25)));
    assertEquals((short) 0x8001, Half.of(-Math.nextUp(0x1p-25)));
  }

  @Test
  void theEndsOfTheRange() {
    assertEquals(0x7bff, Half.of(Math.nextDown(65520.0)));
    assertEquals(INFINITY, Half.of(65520.0));
    assertEquals(INFINITY, Half.of(Double.MAX_VALUE));
    assertEquals(INFINITY, Half.of(Double.POSITIVE_INFINITY));
    assertEquals((short) 0xfc00, Half.of(-1e300));
    assertEquals(0, Half.of(Double.MIN_VALUE));
    assertEquals((short) 0x8000, Half.of(-Double.MIN_VALUE));
    assertEquals((short) 0x8000, Half.of(-0.0));
    assertTrue(Float.isNaN(Half.toFloat(Half.of(Double.NaN))));
  }

  @Test
  void theNearestHalfIsChosen() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      int below = random.nextInt(INFINITY - 1);
      double a = Half.toFloat((short) below);
      double b = Half.toFloat((short) (below + 1));
      // Half of the points lie within rounding of the tie, where a second rounding would show.
      double x = i % 2 == 0 ? a + random.nextDouble() * (b - a) : (a + b) / 2 + Math.scalb(random.nextInt(-3, 4), Math.getExponent(b) - 40);
      int side = new BigDecimal(x).subtract(new BigDecimal(a)).compareTo(new BigDecimal(b).subtract(new BigDecimal(x)));
      int expected = side < 0 || side == 0 && below % 2 == 0 ? below : below + 1;
      assertEquals((short) expected, Half.of(x), () -> "" + x);
      assertEquals((short) (expected | 0x8000), Half.of(-x), () -> "" + -x);
    }
  }
}
