package org.counterflow.api.internal.arithmetic;

/** Clamping and blending of one element. */
public final class Elementwise {
  private Elementwise() {}

  /**
   * {@code min(max(x, -bound), bound)}; a value inside the bounds keeps its bits, a zero its sign.
   *
   * @param x any
   * @param bound at least +0
   */
  public static float clamp(float x, float bound) {
    return x < -bound ? -bound : x > bound ? bound : x;
  }

  /**
   * {@code min(max(x, -bound), bound)}; a value inside the bounds keeps its bits, a zero its sign.
   *
   * @param x any
   * @param bound at least +0
   */
  public static double clamp(double x, double bound) {
    return x < -bound ? -bound : x > bound ? bound : x;
  }

  /**
   * {@code fma(m, a, fma(-m, b, b))}: the value of a for m = 1, of b for m = 0, where a zero comes out as +0.
   *
   * @param m from 0 to 1
   * @param a the value at 1
   * @param b the value at 0
   */
  public static float blend(float m, float a, float b) {
    return Math.fma(m, a, Math.fma(-m, b, b));
  }

  /**
   * {@code fma(m, a, fma(-m, b, b))}: the value of a for m = 1, of b for m = 0, where a zero comes out as +0.
   *
   * @param m from 0 to 1
   * @param a the value at 1
   * @param b the value at 0
   */
  public static double blend(double m, double a, double b) {
    return Math.fma(m, a, Math.fma(-m, b, b));
  }
}
