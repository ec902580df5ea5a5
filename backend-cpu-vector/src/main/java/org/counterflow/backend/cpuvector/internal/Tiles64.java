package org.counterflow.backend.cpuvector.internal;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.V64;

import jdk.incubator.vector.DoubleVector;

/**
 * The inner products of the posterior mean in double precision, a register tile at a time.
 *
 * <p>Lanes are samples. A tile is 4 components (for distances) or 4 dimensions (for the mean) by 4, 2 or 1 vectors of samples: 4 where
 * there are 32 vector registers, 2 where there are 16 (the 16 sums of 4 x 4 would be spilled), 1 for what is left of a batch. Numbers of
 * the mixture are broadcast; they lie in tiles of 64 dimensions by 64 components, [dimension][component].
 */
final class Tiles64 {
  /** From one dimension of the mixture's tile to the next. */
  static final int COLUMN = 64;

  private Tiles64() {}

  /**
   * Squared distances of 4 components to 4 vectors of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][4 V], from {@code xAt} on
   * @param to holds the distances, [component][4 V], from {@code toAt} on
   */
  static void distances4(
      double[] m, int mAt, double minusAlpha, double[] x, int xAt, int dimensions, double[] to, int toAt, boolean first) {
    DoubleVector scale = broadcast(DOUBLES, minusAlpha);
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s01 = broadcast(DOUBLES, 0);
    DoubleVector s02 = broadcast(DOUBLES, 0);
    DoubleVector s03 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s11 = broadcast(DOUBLES, 0);
    DoubleVector s12 = broadcast(DOUBLES, 0);
    DoubleVector s13 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s21 = broadcast(DOUBLES, 0);
    DoubleVector s22 = broadcast(DOUBLES, 0);
    DoubleVector s23 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    DoubleVector s31 = broadcast(DOUBLES, 0);
    DoubleVector s32 = broadcast(DOUBLES, 0);
    DoubleVector s33 = broadcast(DOUBLES, 0);
    for (int i = 0; i < dimensions; i++) {
      DoubleVector x0 = fromArray(DOUBLES, x, xAt + i * (4 * V64));
      DoubleVector x1 = fromArray(DOUBLES, x, xAt + i * (4 * V64) + V64);
      DoubleVector x2 = fromArray(DOUBLES, x, xAt + i * (4 * V64) + 2 * V64);
      DoubleVector x3 = fromArray(DOUBLES, x, xAt + i * (4 * V64) + 3 * V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + i * COLUMN]);
      DoubleVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      DoubleVector t01 = m0.fma(scale, x1);
      s01 = t01.fma(t01, s01);
      DoubleVector t02 = m0.fma(scale, x2);
      s02 = t02.fma(t02, s02);
      DoubleVector t03 = m0.fma(scale, x3);
      s03 = t03.fma(t03, s03);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + i * COLUMN + 1]);
      DoubleVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      DoubleVector t11 = m1.fma(scale, x1);
      s11 = t11.fma(t11, s11);
      DoubleVector t12 = m1.fma(scale, x2);
      s12 = t12.fma(t12, s12);
      DoubleVector t13 = m1.fma(scale, x3);
      s13 = t13.fma(t13, s13);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + i * COLUMN + 2]);
      DoubleVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      DoubleVector t21 = m2.fma(scale, x1);
      s21 = t21.fma(t21, s21);
      DoubleVector t22 = m2.fma(scale, x2);
      s22 = t22.fma(t22, s22);
      DoubleVector t23 = m2.fma(scale, x3);
      s23 = t23.fma(t23, s23);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + i * COLUMN + 3]);
      DoubleVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
      DoubleVector t31 = m3.fma(scale, x1);
      s31 = t31.fma(t31, s31);
      DoubleVector t32 = m3.fma(scale, x2);
      s32 = t32.fma(t32, s32);
      DoubleVector t33 = m3.fma(scale, x3);
      s33 = t33.fma(t33, s33);
    }
    if (!first) {
      s00 = fromArray(DOUBLES, to, toAt).add(s00);
      s01 = fromArray(DOUBLES, to, toAt + V64).add(s01);
      s02 = fromArray(DOUBLES, to, toAt + 2 * V64).add(s02);
      s03 = fromArray(DOUBLES, to, toAt + 3 * V64).add(s03);
      s10 = fromArray(DOUBLES, to, toAt + 4 * V64).add(s10);
      s11 = fromArray(DOUBLES, to, toAt + 5 * V64).add(s11);
      s12 = fromArray(DOUBLES, to, toAt + 6 * V64).add(s12);
      s13 = fromArray(DOUBLES, to, toAt + 7 * V64).add(s13);
      s20 = fromArray(DOUBLES, to, toAt + 8 * V64).add(s20);
      s21 = fromArray(DOUBLES, to, toAt + 9 * V64).add(s21);
      s22 = fromArray(DOUBLES, to, toAt + 10 * V64).add(s22);
      s23 = fromArray(DOUBLES, to, toAt + 11 * V64).add(s23);
      s30 = fromArray(DOUBLES, to, toAt + 12 * V64).add(s30);
      s31 = fromArray(DOUBLES, to, toAt + 13 * V64).add(s31);
      s32 = fromArray(DOUBLES, to, toAt + 14 * V64).add(s32);
      s33 = fromArray(DOUBLES, to, toAt + 15 * V64).add(s33);
    }
    s00.intoArray(to, toAt);
    s01.intoArray(to, toAt + V64);
    s02.intoArray(to, toAt + 2 * V64);
    s03.intoArray(to, toAt + 3 * V64);
    s10.intoArray(to, toAt + 4 * V64);
    s11.intoArray(to, toAt + 5 * V64);
    s12.intoArray(to, toAt + 6 * V64);
    s13.intoArray(to, toAt + 7 * V64);
    s20.intoArray(to, toAt + 8 * V64);
    s21.intoArray(to, toAt + 9 * V64);
    s22.intoArray(to, toAt + 10 * V64);
    s23.intoArray(to, toAt + 11 * V64);
    s30.intoArray(to, toAt + 12 * V64);
    s31.intoArray(to, toAt + 13 * V64);
    s32.intoArray(to, toAt + 14 * V64);
    s33.intoArray(to, toAt + 15 * V64);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 4 vectors of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][4 V], from {@code uAt} on
   * @param to holds the sums, [dimension][4 V], from {@code toAt} on
   */
  static void means4(double[] m, int mAt, double[] u, int uAt, int components, double[] to, int toAt) {
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s01 = broadcast(DOUBLES, 0);
    DoubleVector s02 = broadcast(DOUBLES, 0);
    DoubleVector s03 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s11 = broadcast(DOUBLES, 0);
    DoubleVector s12 = broadcast(DOUBLES, 0);
    DoubleVector s13 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s21 = broadcast(DOUBLES, 0);
    DoubleVector s22 = broadcast(DOUBLES, 0);
    DoubleVector s23 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    DoubleVector s31 = broadcast(DOUBLES, 0);
    DoubleVector s32 = broadcast(DOUBLES, 0);
    DoubleVector s33 = broadcast(DOUBLES, 0);
    for (int k = 0; k < components; k++) {
      DoubleVector u0 = fromArray(DOUBLES, u, uAt + k * (4 * V64));
      DoubleVector u1 = fromArray(DOUBLES, u, uAt + k * (4 * V64) + V64);
      DoubleVector u2 = fromArray(DOUBLES, u, uAt + k * (4 * V64) + 2 * V64);
      DoubleVector u3 = fromArray(DOUBLES, u, uAt + k * (4 * V64) + 3 * V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      s01 = m0.fma(u1, s01);
      s02 = m0.fma(u2, s02);
      s03 = m0.fma(u3, s03);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      s11 = m1.fma(u1, s11);
      s12 = m1.fma(u2, s12);
      s13 = m1.fma(u3, s13);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      s21 = m2.fma(u1, s21);
      s22 = m2.fma(u2, s22);
      s23 = m2.fma(u3, s23);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
      s31 = m3.fma(u1, s31);
      s32 = m3.fma(u2, s32);
      s33 = m3.fma(u3, s33);
    }
    fromArray(DOUBLES, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(DOUBLES, to, toAt + V64).add(s01).intoArray(to, toAt + V64);
    fromArray(DOUBLES, to, toAt + 2 * V64).add(s02).intoArray(to, toAt + 2 * V64);
    fromArray(DOUBLES, to, toAt + 3 * V64).add(s03).intoArray(to, toAt + 3 * V64);
    fromArray(DOUBLES, to, toAt + 4 * V64).add(s10).intoArray(to, toAt + 4 * V64);
    fromArray(DOUBLES, to, toAt + 5 * V64).add(s11).intoArray(to, toAt + 5 * V64);
    fromArray(DOUBLES, to, toAt + 6 * V64).add(s12).intoArray(to, toAt + 6 * V64);
    fromArray(DOUBLES, to, toAt + 7 * V64).add(s13).intoArray(to, toAt + 7 * V64);
    fromArray(DOUBLES, to, toAt + 8 * V64).add(s20).intoArray(to, toAt + 8 * V64);
    fromArray(DOUBLES, to, toAt + 9 * V64).add(s21).intoArray(to, toAt + 9 * V64);
    fromArray(DOUBLES, to, toAt + 10 * V64).add(s22).intoArray(to, toAt + 10 * V64);
    fromArray(DOUBLES, to, toAt + 11 * V64).add(s23).intoArray(to, toAt + 11 * V64);
    fromArray(DOUBLES, to, toAt + 12 * V64).add(s30).intoArray(to, toAt + 12 * V64);
    fromArray(DOUBLES, to, toAt + 13 * V64).add(s31).intoArray(to, toAt + 13 * V64);
    fromArray(DOUBLES, to, toAt + 14 * V64).add(s32).intoArray(to, toAt + 14 * V64);
    fromArray(DOUBLES, to, toAt + 15 * V64).add(s33).intoArray(to, toAt + 15 * V64);
  }

  /**
   * Squared distances of 4 components to 2 vectors of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][2 V], from {@code xAt} on
   * @param to holds the distances, [component][2 V], from {@code toAt} on
   */
  static void distances2(
      double[] m, int mAt, double minusAlpha, double[] x, int xAt, int dimensions, double[] to, int toAt, boolean first) {
    DoubleVector scale = broadcast(DOUBLES, minusAlpha);
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s01 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s11 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s21 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    DoubleVector s31 = broadcast(DOUBLES, 0);
    for (int i = 0; i < dimensions; i++) {
      DoubleVector x0 = fromArray(DOUBLES, x, xAt + i * (2 * V64));
      DoubleVector x1 = fromArray(DOUBLES, x, xAt + i * (2 * V64) + V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + i * COLUMN]);
      DoubleVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      DoubleVector t01 = m0.fma(scale, x1);
      s01 = t01.fma(t01, s01);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + i * COLUMN + 1]);
      DoubleVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      DoubleVector t11 = m1.fma(scale, x1);
      s11 = t11.fma(t11, s11);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + i * COLUMN + 2]);
      DoubleVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      DoubleVector t21 = m2.fma(scale, x1);
      s21 = t21.fma(t21, s21);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + i * COLUMN + 3]);
      DoubleVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
      DoubleVector t31 = m3.fma(scale, x1);
      s31 = t31.fma(t31, s31);
    }
    if (!first) {
      s00 = fromArray(DOUBLES, to, toAt).add(s00);
      s01 = fromArray(DOUBLES, to, toAt + V64).add(s01);
      s10 = fromArray(DOUBLES, to, toAt + 2 * V64).add(s10);
      s11 = fromArray(DOUBLES, to, toAt + 3 * V64).add(s11);
      s20 = fromArray(DOUBLES, to, toAt + 4 * V64).add(s20);
      s21 = fromArray(DOUBLES, to, toAt + 5 * V64).add(s21);
      s30 = fromArray(DOUBLES, to, toAt + 6 * V64).add(s30);
      s31 = fromArray(DOUBLES, to, toAt + 7 * V64).add(s31);
    }
    s00.intoArray(to, toAt);
    s01.intoArray(to, toAt + V64);
    s10.intoArray(to, toAt + 2 * V64);
    s11.intoArray(to, toAt + 3 * V64);
    s20.intoArray(to, toAt + 4 * V64);
    s21.intoArray(to, toAt + 5 * V64);
    s30.intoArray(to, toAt + 6 * V64);
    s31.intoArray(to, toAt + 7 * V64);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 2 vectors of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][2 V], from {@code uAt} on
   * @param to holds the sums, [dimension][2 V], from {@code toAt} on
   */
  static void means2(double[] m, int mAt, double[] u, int uAt, int components, double[] to, int toAt) {
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s01 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s11 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s21 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    DoubleVector s31 = broadcast(DOUBLES, 0);
    for (int k = 0; k < components; k++) {
      DoubleVector u0 = fromArray(DOUBLES, u, uAt + k * (2 * V64));
      DoubleVector u1 = fromArray(DOUBLES, u, uAt + k * (2 * V64) + V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      s01 = m0.fma(u1, s01);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      s11 = m1.fma(u1, s11);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      s21 = m2.fma(u1, s21);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
      s31 = m3.fma(u1, s31);
    }
    fromArray(DOUBLES, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(DOUBLES, to, toAt + V64).add(s01).intoArray(to, toAt + V64);
    fromArray(DOUBLES, to, toAt + 2 * V64).add(s10).intoArray(to, toAt + 2 * V64);
    fromArray(DOUBLES, to, toAt + 3 * V64).add(s11).intoArray(to, toAt + 3 * V64);
    fromArray(DOUBLES, to, toAt + 4 * V64).add(s20).intoArray(to, toAt + 4 * V64);
    fromArray(DOUBLES, to, toAt + 5 * V64).add(s21).intoArray(to, toAt + 5 * V64);
    fromArray(DOUBLES, to, toAt + 6 * V64).add(s30).intoArray(to, toAt + 6 * V64);
    fromArray(DOUBLES, to, toAt + 7 * V64).add(s31).intoArray(to, toAt + 7 * V64);
  }

  /**
   * Squared distances of 4 components to 1 vector of samples: chains over {@code dimensions}, added to what is in {@code to} unless first.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param x holds the samples, [dimension][1 V], from {@code xAt} on
   * @param to holds the distances, [component][1 V], from {@code toAt} on
   */
  static void distances1(
      double[] m, int mAt, double minusAlpha, double[] x, int xAt, int dimensions, double[] to, int toAt, boolean first) {
    DoubleVector scale = broadcast(DOUBLES, minusAlpha);
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    for (int i = 0; i < dimensions; i++) {
      DoubleVector x0 = fromArray(DOUBLES, x, xAt + i * V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + i * COLUMN]);
      DoubleVector t00 = m0.fma(scale, x0);
      s00 = t00.fma(t00, s00);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + i * COLUMN + 1]);
      DoubleVector t10 = m1.fma(scale, x0);
      s10 = t10.fma(t10, s10);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + i * COLUMN + 2]);
      DoubleVector t20 = m2.fma(scale, x0);
      s20 = t20.fma(t20, s20);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + i * COLUMN + 3]);
      DoubleVector t30 = m3.fma(scale, x0);
      s30 = t30.fma(t30, s30);
    }
    if (!first) {
      s00 = fromArray(DOUBLES, to, toAt).add(s00);
      s10 = fromArray(DOUBLES, to, toAt + V64).add(s10);
      s20 = fromArray(DOUBLES, to, toAt + 2 * V64).add(s20);
      s30 = fromArray(DOUBLES, to, toAt + 3 * V64).add(s30);
    }
    s00.intoArray(to, toAt);
    s10.intoArray(to, toAt + V64);
    s20.intoArray(to, toAt + 2 * V64);
    s30.intoArray(to, toAt + 3 * V64);
  }

  /**
   * Adds weighted means of {@code components} components: 4 dimensions by 1 vector of samples.
   *
   * @param m holds the tile, from {@code mAt} on
   * @param u holds the weights, [component][1 V], from {@code uAt} on
   * @param to holds the sums, [dimension][1 V], from {@code toAt} on
   */
  static void means1(double[] m, int mAt, double[] u, int uAt, int components, double[] to, int toAt) {
    DoubleVector s00 = broadcast(DOUBLES, 0);
    DoubleVector s10 = broadcast(DOUBLES, 0);
    DoubleVector s20 = broadcast(DOUBLES, 0);
    DoubleVector s30 = broadcast(DOUBLES, 0);
    for (int k = 0; k < components; k++) {
      DoubleVector u0 = fromArray(DOUBLES, u, uAt + k * V64);
      DoubleVector m0 = broadcast(DOUBLES, m[mAt + k]);
      s00 = m0.fma(u0, s00);
      DoubleVector m1 = broadcast(DOUBLES, m[mAt + k + COLUMN]);
      s10 = m1.fma(u0, s10);
      DoubleVector m2 = broadcast(DOUBLES, m[mAt + k + 2 * COLUMN]);
      s20 = m2.fma(u0, s20);
      DoubleVector m3 = broadcast(DOUBLES, m[mAt + k + 3 * COLUMN]);
      s30 = m3.fma(u0, s30);
    }
    fromArray(DOUBLES, to, toAt).add(s00).intoArray(to, toAt);
    fromArray(DOUBLES, to, toAt + V64).add(s10).intoArray(to, toAt + V64);
    fromArray(DOUBLES, to, toAt + 2 * V64).add(s20).intoArray(to, toAt + 2 * V64);
    fromArray(DOUBLES, to, toAt + 3 * V64).add(s30).intoArray(to, toAt + 3 * V64);
  }
}
