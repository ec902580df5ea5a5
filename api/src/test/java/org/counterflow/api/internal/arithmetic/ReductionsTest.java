package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private final SplittableRandom random = new SplittableRandom(17);

  @Test
  void partialSumsFollowTheirDefinition() {
    for (int n = 1; n <= 200; n++) {
      float[] x = floats(n);
      float[] y = floats(n);
      var squares = new float[64];
      var products = new float[64];
      var values = new float[64];
      for (int j = 0; j < 64; j++) {
        for (int i = j; i < n; i += 64) {
          squares[j] = Math.fma(x[i], x[i], squares[j]);
          products[j] = Math.fma(x[i], y[i], products[j]);
          values[j] = values[j] + x[i];
        }
      }
      var sums = new float[64];
      Reductions.addSquares(x, 0, n, 0, sums);
      assertArrayEquals(squares, sums);
      sums = new float[64];
      Reductions.addProducts(x, 0, y, 0, n, 0, sums);
      assertArrayEquals(products, sums);
      sums = new float[64];
      Reductions.addValues(x, 0, n, 0, sums);
      assertArrayEquals(values, sums);
    }
  }

  @Test
  void partialSumsFollowTheirDefinitionInDouble() {
    for (int n = 1; n <= 200; n++) {
      double[] x = doubles(n);
      double[] y = doubles(n);
      var squares = new double[64];
      var products = new double[64];
      var values = new double[64];
      for (int j = 0; j < 64; j++) {
        for (int i = j; i < n; i += 64) {
          squares[j] = Math.fma(x[i], x[i], squares[j]);
          products[j] = Math.fma(x[i], y[i], products[j]);
          values[j] = values[j] + x[i];
        }
      }
      var sums = new double[64];
      Reductions.addSquares(x, 0, n, 0, sums);
      assertArrayEquals(squares, sums);
      sums = new double[64];
      Reductions.addProducts(x, 0, y, 0, n, 0, sums);
      assertArrayEquals(products, sums);
      sums = new double[64];
      Reductions.addValues(x, 0, n, 0, sums);
      assertArrayEquals(values, sums);
    }
  }

  @Test
  void aSampleMayBeAddedInAnyPieces() {
    int n = 1000;
    float[] x = floats(n);
    float[] y = floats(n);
    double[] wide = doubles(n);
    var whole = new float[64];
    var wholeDouble = new double[64];
    Reductions.addProducts(x, 0, y, 0, n, 0, whole);
    Reductions.addSquares(wide, 0, n, 0, wholeDouble);
    for (int trial = 0; trial < 50; trial++) {
      var pieces = new float[64];
      var piecesDouble = new double[64];
      for (int at = 0, count; at < n; at += count) {
        count = random.nextInt(0, Math.min(200, n - at) + 1);
        Reductions.addProducts(x, at, y, at, count, at, pieces);
        Reductions.addSquares(wide, at, count, at, piecesDouble);
      }
      assertArrayEquals(whole, pieces);
      assertArrayEquals(wholeDouble, piecesDouble);
    }
  }

  @Test
  void foldingAddsTheUpperHalfToTheLower() {
    var sums = new float[64];
    var wide = new double[64];
    // 2^24 swallows a 1 that meets it alone, not the pair that met first.
    sums[0] = 0x1p24f;
    sums[1] = 1;
    sums[33] = 1;
    wide[0] = 0x1p53;
    wide[1] = 1;
    wide[33] = 1;
    assertEquals(0x1p24 + 2, Reductions.fold(sums));
    assertEquals(0x1p53 + 2, Reductions.fold(wide));
    sums[33] = 0;
    sums[32] = 1;
    wide[33] = 0;
    wide[32] = 1;
    assertEquals(0x1p24, Reductions.fold(sums));
    assertEquals(0x1p53, Reductions.fold(wide));
    assertEquals(1f, sums[32], "folding must leave the partial sums alone");
  }

  @Test
  void sumsAreCloseToDoubleArithmetic() {
    for (int n : new int[] {1, 2, 63, 64, 65, 127, 200, 5000}) {
      float[] x = floats(n);
      double[] wide = doubles(n);
      var sums = new float[64];
      var wideSums = new double[64];
      Reductions.addSquares(x, 0, n, 0, sums);
      Reductions.addValues(wide, 0, n, 0, wideSums);
      double squares = 0;
      double total = 0;
      double magnitude = 0;
      for (float v : x) squares += (double) v * v;
      for (double v : wide) {
        total += v;
        magnitude += Math.abs(v);
      }
      assertEquals(squares, Reductions.fold(sums), squares * 1e-6);
      assertEquals(total, Reductions.fold(wideSums), magnitude * 1e-14);
    }
  }

  @Test
  void errorsAreMeasuredInUnitsOfTheLargerTolerance() {
    assertEquals(4f, Reductions.scaledError(1f, 0.5f, -1f, 0.25f, 0.125f));
    assertEquals(-4f, Reductions.scaledError(-1f, 2f, -1f, 0.125f, 0.125f));
    assertEquals(-4f, Reductions.scaledError(-1f, 1f, -2f, 0.125f, 0.125f));
    assertEquals(4.0, Reductions.scaledError(1.0, 0.5, -1.0, 0.25, 0.125));
    assertEquals(-4.0, Reductions.scaledError(-1.0, 2.0, -1.0, 0.125, 0.125));
    assertEquals(0.1 * (1 / 0.3), Reductions.scaledError(0.1, 0.0, 0.0, 0.3, 1.0), "the reciprocal is rounded before the product");
    assertEquals(0.1f * Reciprocal.recip32(0.3f), Reductions.scaledError(0.1f, 0f, 0f, 0.3f, 1f));
  }

  private float[] floats(int n) {
    var x = new float[n];
    for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  private double[] doubles(int n) {
    return random.doubles(n, -1, 2).toArray();
  }
}
