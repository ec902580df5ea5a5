package org.counterflow.api.internal.arithmetic;

/**
 * Standard normals: {@code normal(seed, stream, element)} is a pure function, equal in bits on every backend.
 *
 * <p>Element {@code i} comes from {@link Philox} block {@code i >>> 2}; its words (0, 1) give elements 0 and 1 of the block, its words
 * (2, 3) give elements 2 and 3, each pair by Box and Muller: a radius {@code sqrt(-2 ln u)} and an angle. Both are polynomials with
 * coefficients of this project; the error of a value is at most 1.2e-6 absolute, reached at the largest radii. The largest magnitude is
 * below 6.77.
 */
public final class Normals {
  // -2 ln(1 + f) / f on [-1/2, 0), in ascending powers of f.
  public static final float L0 = -0x1.0p1f;
  public static final float L1 = 0x1.fffecp-1f;
  public static final float L2 = -0x1.55a3a8p-1f;
  public static final float L3 = 0x1.f30fdcp-2f;
  public static final float L4 = -0x1.0e050ap-1f;
  public static final float L5 = -0x1.729782p-2f;
  public static final float L6 = -0x1.356e66p1f;
  public static final float L7 = -0x1.a3bc4ep1f;
  public static final float L8 = -0x1.6a1fep1f;
  public static final float MINUS_TWO_LN_2 = -0x1.62e43p0f;
  public static final int ROOT_SEED = 0x5f3759df;

  // sin(t pi/4) / t and cos(t pi/4) on [-1, 1], in ascending powers of t^2.
  public static final float S0 = 0x1.921fb4p-1f;
  public static final float S1 = -0x1.4abba8p-4f;
  public static final float S2 = 0x1.465a3ep-9f;
  public static final float S3 = -0x1.2cf5d4p-15f;
  public static final float C1 = -0x1.3bd3a2p-2f;
  public static final float C2 = 0x1.03b162p-6f;
  public static final float C3 = -0x1.4ea9e8p-12f;

  public static final int EIGHTH_TURN = 0x20000000;
  public static final int SIGN = 0x80000000;

  private Normals() {}

  /**
   * One value.
   *
   * @param seed of the sample
   * @param stream which noise
   * @param element index in the sample, row-major, read as unsigned
   */
  public static float normal(long seed, long stream, long element) {
    var words = new int[4];
    var values = new float[4];
    block(seed, stream, element >>> 2, words, values, 0);
    return values[(int) (element & 3)];
  }

  /**
   * Consecutive values: {@code to[at + i] = normal(seed, stream, first + i)} for i from 0 to {@code count - 1}.
   *
   * @param seed of the sample
   * @param stream which noise
   * @param first element, any
   * @param to receives the values
   * @param at where the first of them goes
   * @param count how many, any
   */
  public static void fill(long seed, long stream, long first, float[] to, int at, int count) {
    var words = new int[4];
    var values = new float[4];
    int done = 0;
    while (done < count) {
      long element = first + done;
      int skipped = (int) (element & 3);
      if (skipped == 0 && count - done >= 4) {
        block(seed, stream, element >>> 2, words, to, at + done);
        done += 4;
      } else {
        int n = Math.min(4 - skipped, count - done);
        block(seed, stream, element >>> 2, words, values, 0);
        System.arraycopy(values, skipped, to, at + done, n);
        done += n;
      }
    }
  }

  private static void block(long seed, long stream, long block, int[] words, float[] to, int at) {
    Philox.block(seed, stream, block, words, 0);
    pair(words[0], words[1], to, at);
    pair(words[2], words[3], to, at + 2);
  }

  /**
   * {@code sqrt(-2 ln u)} with {@code u = (w + 1/2) / 2^32}, w unsigned. From 1.5e-5 to 6.77, within 5.0e-7.
   *
   * @param w a random word
   */
  public static float radius(int w) {
    // w as a signed number keeps full precision at both ends: u = 1 + f just below 1, u = x / 2^32 just above 0.
    float x = (float) w + 0.5f;
    int i = Float.floatToRawIntBits(x);
    float f;
    float exponent;
    if (x < 0) {
      f = x * 0x1p-32f;
      exponent = 0;
    } else {
      f = Float.intBitsToFloat((i & 0x7fffff) | 0x3f000000) - 1f;
      exponent = (float) ((i >>> 23) - 158);
    }
    float p = Math.fma(L8, f, L7);
    p = Math.fma(p, f, L6);
    p = Math.fma(p, f, L5);
    p = Math.fma(p, f, L4);
    p = Math.fma(p, f, L3);
    p = Math.fma(p, f, L2);
    p = Math.fma(p, f, L1);
    p = Math.fma(p, f, L0);
    return squareRoot(Math.fma(p, f, exponent * MINUS_TWO_LN_2));
  }

  /** From the integer seed of 1/sqrt: one step of third order for root and half reciprocal root, one of second for the root. */
  private static float squareRoot(float s) {
    float g = Float.intBitsToFloat(ROOT_SEED - (Float.floatToRawIntBits(s) >>> 1));
    float root = s * g;
    float q = Math.fma(-root, g, 1f);
    float r = q * Math.fma(q, 0.375f, 0.5f);
    float half = 0.5f * Math.fma(g, r, g);
    root = Math.fma(root, r, root);
    return Math.fma(Math.fma(-root, root, s), half, root);
  }

  /**
   * Two independent normals: {@code radius(w0)} times cosine and sine of the angle {@code 2 pi w1 / 2^32} (27 bits of it).
   *
   * @param w0 the word of the radius
   * @param w1 the word of the angle
   * @param to receives both
   * @param at where the first of them goes
   */
  public static void pair(int w0, int w1, float[] to, int at) {
    float r = radius(w0);
    // The quarter turn nearest to the angle and what remains, t pi/4 with t in [-1, 1).
    int quarters = w1 + EIGHTH_TURN;
    float t = (float) ((w1 << 2) >> 7) * 0x1p-24f;
    float y = t * t;
    float sine = Math.fma(Math.fma(Math.fma(S3, y, S2), y, S1), y, S0) * t;
    float cosine = Math.fma(Math.fma(Math.fma(C3, y, C2), y, C1), y, 1f);
    boolean swapped = (quarters & 0x40000000) != 0;
    to[at] = flipped(r * (swapped ? sine : cosine), quarters ^ (quarters << 1));
    to[at + 1] = flipped(r * (swapped ? cosine : sine), quarters);
  }

  private static float flipped(float value, int sign) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ (sign & SIGN));
  }
}
