// The build makes Tiles64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import jdk.incubator.vector.FloatVector;

/**
 * The inner products of the posterior mean in single precision, a register tile at a time.
 *
 * <p>Lanes are samples. A tile is 4 components (for distances) or 4 dimensions (for the mean) by 4, 2 or 1 vectors of samples: 4 where
 * there are 32 vector registers, 2 where there are 16 (the 16 sums of 4 x 4 would be spilled), 1 for what is left of a batch. Numbers of
 * the mixture are broadcast; they lie in tiles of 64 dimensions by 64 components, [dimension][component].
 */
final class Tiles32 {
  /** From one dimension of the mixture's tile to the next. */
  static final int COLUMN = 64;

  private Tiles32() {}

  /**
   * Squared distances of 4 components to 4 vectors of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][4 V], from {@code xAt} on
   * @param to holds the distances, [component][4 V], from {@code toAt} on
   */
  static void distances4(float[] m, int mAt, float minusAlpha, float[] x, int xAt, int dimensions, float[] to, int toAt, boolean first) {
    FloatVector scale = broadcast(FLOATS, minusAlpha);
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s01 = broadcast(FLOATS, 0f);
    FloatVector s02 = broadcast(FLOATS, 0f);
    FloatVector s03 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s11 = broadcast(FLOATS, 0f);
    FloatVector s12 = broadcast(FLOATS, 0f);
    FloatVector s13 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s21 = broadcast(FLOATS, 0f);
    FloatVector s22 = broadcast(FLOATS, 0f);
    FloatVector s23 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    FloatVector s31 = broadcast(FLOATS, 0f);
    FloatVector s32 = broadcast(FLOATS, 0f);
    FloatVector s33 = broadcast(FLOATS, 0f);
    for (int i = 0; i < dimensions; i++) {
      FloatVector x0 = fromArray(FLOATS, x, xAt + i * (4 * V32));
      FloatVector x1 = fromArray(FLOATS, x, xAt + i * (4 * V32) + V32);
      FloatVector x2 = fromArray(FLOATS, x, xAt + i * (4 * V32) + 2 * V32);
      FloatVector x3 = fromArray(FLOATS, x, xAt + i * (4 * V32) + 3 * V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + i * COLUMN]);
      FloatVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      FloatVector t01 = m0.fma(scale, x1);
      s01 = t01.fma(t01, s01);
      FloatVector t02 = m0.fma(scale, x2);
      s02 = t02.fma(t02, s02);
      FloatVector t03 = m0.fma(scale, x3);
      s03 = t03.fma(t03, s03);
      FloatVector m1 = broadcast(FLOATS, m[mAt + i * COLUMN + 1]);
      FloatVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      FloatVector t11 = m1.fma(scale, x1);
      s11 = t11.fma(t11, s11);
      FloatVector t12 = m1.fma(scale, x2);
      s12 = t12.fma(t12, s12);
      FloatVector t13 = m1.fma(scale, x3);
      s13 = t13.fma(t13, s13);
      FloatVector m2 = broadcast(FLOATS, m[mAt + i * COLUMN + 2]);
      FloatVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      FloatVector t21 = m2.fma(scale, x1);
      s21 = t21.fma(t21, s21);
      FloatVector t22 = m2.fma(scale, x2);
      s22 = t22.fma(t22, s22);
      FloatVector t23 = m2.fma(scale, x3);
      s23 = t23.fma(t23, s23);
      FloatVector m3 = broadcast(FLOATS, m[mAt + i * COLUMN + 3]);
      FloatVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
      FloatVector t31 = m3.fma(scale, x1);
      s31 = t31.fma(t31, s31);
      FloatVector t32 = m3.fma(scale, x2);
      s32 = t32.fma(t32, s32);
      FloatVector t33 = m3.fma(scale, x3);
      s33 = t33.fma(t33, s33);
    }
    if (!first) {
      s00 = fromArray(FLOATS, to, toAt).add(s00);
      s01 = fromArray(FLOATS, to, toAt + V32).add(s01);
      s02 = fromArray(FLOATS, to, toAt + 2 * V32).add(s02);
      s03 = fromArray(FLOATS, to, toAt + 3 * V32).add(s03);
      s10 = fromArray(FLOATS, to, toAt + 4 * V32).add(s10);
      s11 = fromArray(FLOATS, to, toAt + 5 * V32).add(s11);
      s12 = fromArray(FLOATS, to, toAt + 6 * V32).add(s12);
      s13 = fromArray(FLOATS, to, toAt + 7 * V32).add(s13);
      s20 = fromArray(FLOATS, to, toAt + 8 * V32).add(s20);
      s21 = fromArray(FLOATS, to, toAt + 9 * V32).add(s21);
      s22 = fromArray(FLOATS, to, toAt + 10 * V32).add(s22);
      s23 = fromArray(FLOATS, to, toAt + 11 * V32).add(s23);
      s30 = fromArray(FLOATS, to, toAt + 12 * V32).add(s30);
      s31 = fromArray(FLOATS, to, toAt + 13 * V32).add(s31);
      s32 = fromArray(FLOATS, to, toAt + 14 * V32).add(s32);
      s33 = fromArray(FLOATS, to, toAt + 15 * V32).add(s33);
    }
    s00.intoArray(to, toAt);
    s01.intoArray(to, toAt + V32);
    s02.intoArray(to, toAt + 2 * V32);
    s03.intoArray(to, toAt + 3 * V32);
    s10.intoArray(to, toAt + 4 * V32);
    s11.intoArray(to, toAt + 5 * V32);
    s12.intoArray(to, toAt + 6 * V32);
    s13.intoArray(to, toAt + 7 * V32);
    s20.intoArray(to, toAt + 8 * V32);
    s21.intoArray(to, toAt + 9 * V32);
    s22.intoArray(to, toAt + 10 * V32);
    s23.intoArray(to, toAt + 11 * V32);
    s30.intoArray(to, toAt + 12 * V32);
    s31.intoArray(to, toAt + 13 * V32);
    s32.intoArray(to, toAt + 14 * V32);
    s33.intoArray(to, toAt + 15 * V32);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 4 vectors of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][4 V], from {@code uAt} on
   * @param to holds the sums, [dimension][4 V], from {@code toAt} on
   */
  static void means4(float[] m, int mAt, float[] u, int uAt, int components, float[] to, int toAt) {
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s01 = broadcast(FLOATS, 0f);
    FloatVector s02 = broadcast(FLOATS, 0f);
    FloatVector s03 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s11 = broadcast(FLOATS, 0f);
    FloatVector s12 = broadcast(FLOATS, 0f);
    FloatVector s13 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s21 = broadcast(FLOATS, 0f);
    FloatVector s22 = broadcast(FLOATS, 0f);
    FloatVector s23 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    FloatVector s31 = broadcast(FLOATS, 0f);
    FloatVector s32 = broadcast(FLOATS, 0f);
    FloatVector s33 = broadcast(FLOATS, 0f);
    for (int k = 0; k < components; k++) {
      FloatVector u0 = fromArray(FLOATS, u, uAt + k * (4 * V32));
      FloatVector u1 = fromArray(FLOATS, u, uAt + k * (4 * V32) + V32);
      FloatVector u2 = fromArray(FLOATS, u, uAt + k * (4 * V32) + 2 * V32);
      FloatVector u3 = fromArray(FLOATS, u, uAt + k * (4 * V32) + 3 * V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      s01 = m0.fma(u1, s01);
      s02 = m0.fma(u2, s02);
      s03 = m0.fma(u3, s03);
      FloatVector m1 = broadcast(FLOATS, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      s11 = m1.fma(u1, s11);
      s12 = m1.fma(u2, s12);
      s13 = m1.fma(u3, s13);
      FloatVector m2 = broadcast(FLOATS, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      s21 = m2.fma(u1, s21);
      s22 = m2.fma(u2, s22);
      s23 = m2.fma(u3, s23);
      FloatVector m3 = broadcast(FLOATS, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
      s31 = m3.fma(u1, s31);
      s32 = m3.fma(u2, s32);
      s33 = m3.fma(u3, s33);
    }
    fromArray(FLOATS, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(FLOATS, to, toAt + V32).add(s01).intoArray(to, toAt + V32);
    fromArray(FLOATS, to, toAt + 2 * V32).add(s02).intoArray(to, toAt + 2 * V32);
    fromArray(FLOATS, to, toAt + 3 * V32).add(s03).intoArray(to, toAt + 3 * V32);
    fromArray(FLOATS, to, toAt + 4 * V32).add(s10).intoArray(to, toAt + 4 * V32);
    fromArray(FLOATS, to, toAt + 5 * V32).add(s11).intoArray(to, toAt + 5 * V32);
    fromArray(FLOATS, to, toAt + 6 * V32).add(s12).intoArray(to, toAt + 6 * V32);
    fromArray(FLOATS, to, toAt + 7 * V32).add(s13).intoArray(to, toAt + 7 * V32);
    fromArray(FLOATS, to, toAt + 8 * V32).add(s20).intoArray(to, toAt + 8 * V32);
    fromArray(FLOATS, to, toAt + 9 * V32).add(s21).intoArray(to, toAt + 9 * V32);
    fromArray(FLOATS, to, toAt + 10 * V32).add(s22).intoArray(to, toAt + 10 * V32);
    fromArray(FLOATS, to, toAt + 11 * V32).add(s23).intoArray(to, toAt + 11 * V32);
    fromArray(FLOATS, to, toAt + 12 * V32).add(s30).intoArray(to, toAt + 12 * V32);
    fromArray(FLOATS, to, toAt + 13 * V32).add(s31).intoArray(to, toAt + 13 * V32);
    fromArray(FLOATS, to, toAt + 14 * V32).add(s32).intoArray(to, toAt + 14 * V32);
    fromArray(FLOATS, to, toAt + 15 * V32).add(s33).intoArray(to, toAt + 15 * V32);
  }

  /**
   * Squared distances of 4 components to 2 vectors of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][2 V], from {@code xAt} on
   * @param to holds the distances, [component][2 V], from {@code toAt} on
   */
  static void distances2(float[] m, int mAt, float minusAlpha, float[] x, int xAt, int dimensions, float[] to, int toAt, boolean first) {
    FloatVector scale = broadcast(FLOATS, minusAlpha);
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s01 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s11 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s21 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    FloatVector s31 = broadcast(FLOATS, 0f);
    for (int i = 0; i < dimensions; i++) {
      FloatVector x0 = fromArray(FLOATS, x, xAt + i * (2 * V32));
      FloatVector x1 = fromArray(FLOATS, x, xAt + i * (2 * V32) + V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + i * COLUMN]);
      FloatVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      FloatVector t01 = m0.fma(scale, x1);
      s01 = t01.fma(t01, s01);
      FloatVector m1 = broadcast(FLOATS, m[mAt + i * COLUMN + 1]);
      FloatVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      FloatVector t11 = m1.fma(scale, x1);
      s11 = t11.fma(t11, s11);
      FloatVector m2 = broadcast(FLOATS, m[mAt + i * COLUMN + 2]);
      FloatVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      FloatVector t21 = m2.fma(scale, x1);
      s21 = t21.fma(t21, s21);
      FloatVector m3 = broadcast(FLOATS, m[mAt + i * COLUMN + 3]);
      FloatVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
      FloatVector t31 = m3.fma(scale, x1);
      s31 = t31.fma(t31, s31);
    }
    if (!first) {
      s00 = fromArray(FLOATS, to, toAt).add(s00);
      s01 = fromArray(FLOATS, to, toAt + V32).add(s01);
      s10 = fromArray(FLOATS, to, toAt + 2 * V32).add(s10);
      s11 = fromArray(FLOATS, to, toAt + 3 * V32).add(s11);
      s20 = fromArray(FLOATS, to, toAt + 4 * V32).add(s20);
      s21 = fromArray(FLOATS, to, toAt + 5 * V32).add(s21);
      s30 = fromArray(FLOATS, to, toAt + 6 * V32).add(s30);
      s31 = fromArray(FLOATS, to, toAt + 7 * V32).add(s31);
    }
    s00.intoArray(to, toAt);
    s01.intoArray(to, toAt + V32);
    s10.intoArray(to, toAt + 2 * V32);
    s11.intoArray(to, toAt + 3 * V32);
    s20.intoArray(to, toAt + 4 * V32);
    s21.intoArray(to, toAt + 5 * V32);
    s30.intoArray(to, toAt + 6 * V32);
    s31.intoArray(to, toAt + 7 * V32);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 2 vectors of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][2 V], from {@code uAt} on
   * @param to holds the sums, [dimension][2 V], from {@code toAt} on
   */
  static void means2(float[] m, int mAt, float[] u, int uAt, int components, float[] to, int toAt) {
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s01 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s11 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s21 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    FloatVector s31 = broadcast(FLOATS, 0f);
    for (int k = 0; k < components; k++) {
      FloatVector u0 = fromArray(FLOATS, u, uAt + k * (2 * V32));
      FloatVector u1 = fromArray(FLOATS, u, uAt + k * (2 * V32) + V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      s01 = m0.fma(u1, s01);
      FloatVector m1 = broadcast(FLOATS, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      s11 = m1.fma(u1, s11);
      FloatVector m2 = broadcast(FLOATS, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      s21 = m2.fma(u1, s21);
      FloatVector m3 = broadcast(FLOATS, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
      s31 = m3.fma(u1, s31);
    }
    fromArray(FLOATS, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(FLOATS, to, toAt + V32).add(s01).intoArray(to, toAt + V32);
    fromArray(FLOATS, to, toAt + 2 * V32).add(s10).intoArray(to, toAt + 2 * V32);
    fromArray(FLOATS, to, toAt + 3 * V32).add(s11).intoArray(to, toAt + 3 * V32);
    fromArray(FLOATS, to, toAt + 4 * V32).add(s20).intoArray(to, toAt + 4 * V32);
    fromArray(FLOATS, to, toAt + 5 * V32).add(s21).intoArray(to, toAt + 5 * V32);
    fromArray(FLOATS, to, toAt + 6 * V32).add(s30).intoArray(to, toAt + 6 * V32);
    fromArray(FLOATS, to, toAt + 7 * V32).add(s31).intoArray(to, toAt + 7 * V32);
  }

  /**
   * Squared distances of 4 components to 1 vector of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][1 V], from {@code xAt} on
   * @param to holds the distances, [component][1 V], from {@code toAt} on
   */
  static void distances1(float[] m, int mAt, float minusAlpha, float[] x, int xAt, int dimensions, float[] to, int toAt, boolean first) {
    FloatVector scale = broadcast(FLOATS, minusAlpha);
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    for (int i = 0; i < dimensions; i++) {
      FloatVector x0 = fromArray(FLOATS, x, xAt + i * V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + i * COLUMN]);
      FloatVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      FloatVector m1 = broadcast(FLOATS, m[mAt + i * COLUMN + 1]);
      FloatVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      FloatVector m2 = broadcast(FLOATS, m[mAt + i * COLUMN + 2]);
      FloatVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      FloatVector m3 = broadcast(FLOATS, m[mAt + i * COLUMN + 3]);
      FloatVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
    }
    if (!first) {
      s00 = fromArray(FLOATS, to, toAt).add(s00);
      s10 = fromArray(FLOATS, to, toAt + V32).add(s10);
      s20 = fromArray(FLOATS, to, toAt + 2 * V32).add(s20);
      s30 = fromArray(FLOATS, to, toAt + 3 * V32).add(s30);
    }
    s00.intoArray(to, toAt);
    s10.intoArray(to, toAt + V32);
    s20.intoArray(to, toAt + 2 * V32);
    s30.intoArray(to, toAt + 3 * V32);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 1 vector of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][1 V], from {@code uAt} on
   * @param to holds the sums, [dimension][1 V], from {@code toAt} on
   */
  static void means1(float[] m, int mAt, float[] u, int uAt, int components, float[] to, int toAt) {
    FloatVector s00 = broadcast(FLOATS, 0f);
    FloatVector s10 = broadcast(FLOATS, 0f);
    FloatVector s20 = broadcast(FLOATS, 0f);
    FloatVector s30 = broadcast(FLOATS, 0f);
    for (int k = 0; k < components; k++) {
      FloatVector u0 = fromArray(FLOATS, u, uAt + k * V32);
      FloatVector m0 = broadcast(FLOATS, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      FloatVector m1 = broadcast(FLOATS, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      FloatVector m2 = broadcast(FLOATS, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      FloatVector m3 = broadcast(FLOATS, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
    }
    fromArray(FLOATS, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(FLOATS, to, toAt + V32).add(s10).intoArray(to, toAt + V32);
    fromArray(FLOATS, to, toAt + 2 * V32).add(s20).intoArray(to, toAt + 2 * V32);
    fromArray(FLOATS, to, toAt + 3 * V32).add(s30).intoArray(to, toAt + 3 * V32);
  }
}
