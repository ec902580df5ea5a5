package org.counterflow.api.internal.arithmetic;

/** Half precision: conversions that round once, to nearest even. */
public final class Half {
  private Half() {}

  /** {@code x} rounded to half precision, as its bits. Magnitudes from 65520 become infinite. */
  public static short of(float x) {
    return Float.floatToFloat16(x);
  }

  /** {@code x} rounded to half precision, as its bits, in one rounding. Magnitudes from 65520 become infinite. */
  public static short of(double x) {
    return Float.floatToFloat16(toOdd(x));
  }

  /** The value of half precision bits; exact. */
  public static float toFloat(short bits) {
    return Float.float16ToFloat(bits);
  }

  /**
   * {@code x} cut to single precision, the last bit set if anything was lost. Rounding that to nearest even in half precision equals
   * rounding x itself: nearest even twice does not, because the first rounding can make a tie (1 + 2^-11 + 2^-40).
   */
  private static float toOdd(double x) {
    float near = (float) x;
    if (near == x || Double.isNaN(x)) return near;
    int bits = Float.floatToRawIntBits(near);
    int cut = Math.abs((double) near) > Math.abs(x) ? bits - 1 : bits;
    return Float.intBitsToFloat(cut | 1);
  }
}
