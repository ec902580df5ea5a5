package org.counterflow.api.internal.arithmetic;

/**
 * {@code e^x} by rounding {@code x / ln 2} with a magic constant, a reduction in two parts and a polynomial.
 *
 * <p>Results are 0 or at least the smallest normal number, and exactly 1 for 0.
 */
public final class Exponential {
  public static final float E2 = 0x1.fffffcp-2f;
  public static final float E3 = 0x1.555492p-3f;
  public static final float E4 = 0x1.5558f2p-5f;
  public static final float E5 = 0x1.1239e2p-7f;
  public static final float E6 = 0x1.6a2434p-10f;

  public static final double D2 = 0x1.000000000000ap-1;
  public static final double D3 = 0x1.55555555554fap-3;
  public static final double D4 = 0x1.555555555087cp-5;
  public static final double D5 = 0x1.1111111127be6p-7;
  public static final double D6 = 0x1.6c16c1842a14dp-10;
  public static final double D7 = 0x1.a01a012a57503p-13;
  public static final double D8 = 0x1.a0199a0c5ed4bp-16;
  public static final double D9 = 0x1.71df2553381e2p-19;
  public static final double D10 = 0x1.28ad72d44231ap-22;
  public static final double D11 = 0x1.ad7f6d491355cp-26;

  private Exponential() {}

  /**
   * {@code e^x} in single precision, within 0.89 units in the last place; +0 below -87.
   *
   * @param x at most 88
   */
  public static float exp32(float x) {
    // Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits of the sum.
    float t = Math.fma(x, 0x1.715476p0f, 0x1.8p23f);
    float n = t - 0x1.8p23f;
    float r = Math.fma(n, -0x1.62e43p-1f, x);
    r = Math.fma(n, 0x1.05c61p-29f, r);
    float p = Math.fma(E6, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, 1f);
    p = Math.fma(p, r, 1f);
    return x < -87f ? 0f : Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
  }

  /**
   * {@code e^x} in double precision, within 0.86 units in the last place; +0 below -708.
   *
   * @param x at most 709
   */
  public static double exp64(double x) {
    double t = Math.fma(x, 0x1.71547652b82fep0, 0x1.8p52);
    double n = t - 0x1.8p52;
    double r = Math.fma(n, -0x1.62e42fefa39efp-1, x);
    r = Math.fma(n, -0x1.abc9e3b39803fp-56, r);
    double p = Math.fma(D11, r, D10);
    p = Math.fma(p, r, D9);
    p = Math.fma(p, r, D8);
    p = Math.fma(p, r, D7);
    p = Math.fma(p, r, D6);
    p = Math.fma(p, r, D5);
    p = Math.fma(p, r, D4);
    p = Math.fma(p, r, D3);
    p = Math.fma(p, r, D2);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    return x < -708 ? 0 : Double.longBitsToDouble(Double.doubleToRawLongBits(p) + (Double.doubleToRawLongBits(t) << 52));
  }
}
