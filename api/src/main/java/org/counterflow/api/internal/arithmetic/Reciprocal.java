package org.counterflow.api.internal.arithmetic;

/** {@code 1 / w} in single precision without a division, which OpenCL C does not promise to round correctly. */
public final class Reciprocal {
  private static final int SEED = 0x7ef311c7;

  private Reciprocal() {}

  /**
   * {@code 1 / w} by an integer seed and three Newton steps, within 0.501 units in the last place.
   *
   * @param w from 2^-126 to 2^125
   */
  public static float recip32(float w) {
    float y = Float.intBitsToFloat(SEED - Float.floatToRawIntBits(w));
    y = Math.fma(y, Math.fma(-w, y, 1f), y);
    y = Math.fma(y, Math.fma(-w, y, 1f), y);
    return Math.fma(y, Math.fma(-w, y, 1f), y);
  }
}
