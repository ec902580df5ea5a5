package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReciprocalTest {
  @Test
  void isWithinHalfAnUlpAndALittle() {
    // Two octaves hold every case: the seed and the steps only shift exponents.
    for (int bits = Float.floatToRawIntBits(1f); bits < Float.floatToRawIntBits(4f); bits += 53) {
      float w = Float.intBitsToFloat(bits);
      float r = Reciprocal.recip32(w);
      double error = Math.abs(r - 1.0 / w) / Math.ulp(r);
      assertTrue(error <= 0.501, () -> "recip32(" + w + ") is " + error + " ulp off");
    }
  }

  @Test
  void scalesWithPowersOfTwo() {
    for (float w = 1; w < 2; w += 0x1.1p-9f)
      for (int power = -126; power <= 124; power++)
        assertEquals(Math.scalb(Reciprocal.recip32(w), -power), Reciprocal.recip32(Math.scalb(w, power)), w + " * 2^" + power);
  }

  @Test
  void isExactWhereTheReciprocalIs() {
    for (int power = -126; power <= 125; power++) assertEquals(Math.scalb(1f, -power), Reciprocal.recip32(Math.scalb(1f, power)));
  }
}
