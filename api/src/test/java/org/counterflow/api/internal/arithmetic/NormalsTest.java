package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalsTest {
  private static final int[] EXTREMES = {
    0, 1, 2, 3, -1, -2, -3, 0x7fffffff, 0x7ffffffe, 0x80000000, 0x80000001, 0x20000000, 0x1fffffff, 0x60000000
  };

  @Test
  void knownAnswers() {
    assertArrayEquals(
        new float[] {
          -0x1.f0bcb8p-1f, 0x1.8d59d4p-3f, -0x1.3c51a2p0f, 0x1.ec8678p0f, -0x1.2bc05ep-4f, 0x1.1cf41ep-3f, -0x1.1b4e66p0f, 0x1.4e85fcp-2f
        },
        range(42, 0, 0, 8));
    assertArrayEquals(
        new float[] {-0x1.d09574p-1f, -0x1.5d2ba8p0f, 0x1.53c3acp0f, 0x1.2b63ccp0f}, range(42, 0x0200000000000003L, 1000, 4));
    assertArrayEquals(
        new float[] {-0x1.12f4a4p0f, 0x1.75aab2p-1f, 0x1.3dabep-2f, -0x1.425b9p0f},
        range(0x123456789abcdef0L, 0x0300000012345678L, (1L << 34) - 4, 4));
  }

  @Test
  void knownAnswersOfPairs() {
    assertArrayEquals(new float[] {0x1.b0e08ep2f, 0}, pair(0, 0));
    assertArrayEquals(new float[] {0x1.0p-16f, 0}, pair(-1, 0));
    assertArrayEquals(new float[] {0x1.aa4498p-1f, 0x1.aa4496p-1f}, pair(0x80000000, 0x20000000));
    assertArrayEquals(new float[] {0x1.0fd3dep0f, 0x1.0479d6p-1f}, pair(0x7fffffff, 0x12345678));
  }

  /** The specification makes x from two halves, for devices whose conversion of an integer does not round to nearest. */
  @Test
  void roundingAWordOnceEqualsTheSpecifiedForm() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      int w = i < EXTREMES.length ? EXTREMES[i] : random.nextInt();
      float halves = Math.fma((float) (w >> 16), 65536f, (float) (w & 0xffff)) + 0.5f;
      assertEquals(halves, (float) w + 0.5f);
    }
  }

  @Test
  void radiusIsTheSquareRootOfTheLogarithm() {
    forWords(
        (w, ignored) -> {
          double u = (Integer.toUnsignedLong(w) + 0.5) / 0x1p32;
          assertEquals(Math.sqrt(-2 * StrictMath.log(u)), Normals.radius(w), 5.5e-7, Integer.toHexString(w));
        });
  }

  /** The largest errors, 1.19e-6, belong to the largest radii. The angle has 27 bits: the last five of the word are cut. */
  @Test
  void pairsAreBoxAndMuller() {
    forWords(
        (w0, w1) -> {
          double r = Math.sqrt(-2 * StrictMath.log((Integer.toUnsignedLong(w0) + 0.5) / 0x1p32));
          double angle = 2 * Math.PI * (Integer.toUnsignedLong(w1) & ~31L) / 0x1p32;
          float[] z = pair(w0, w1);
          assertEquals(r * StrictMath.cos(angle), z[0], 1.2e-6, () -> Integer.toHexString(w0) + " " + Integer.toHexString(w1));
          assertEquals(r * StrictMath.sin(angle), z[1], 1.2e-6, () -> Integer.toHexString(w0) + " " + Integer.toHexString(w1));
        });
  }

  @Test
  void valuesAreBoundedAndNeverDenormal() {
    forWords(
        (w0, w1) -> {
          for (float z : pair(w0, w1)) {
            assertTrue(Math.abs(z) < 6.77f);
            assertTrue(z == 0 || Math.abs(z) >= Float.MIN_NORMAL);
          }
        });
  }

  private interface Words {
    void accept(int w0, int w1);
  }

  private static void forWords(Words test) {
    for (int w0 : EXTREMES) for (int w1 : EXTREMES) test.accept(w0, w1);
    var random = new SplittableRandom(11);
    for (int i = 0; i < 150_000; i++) {
      // Small, large and middle words alike: the lengths of the words are uniform.
      int w0 = random.nextInt() >>> random.nextInt(32);
      int w1 = random.nextInt() >>> random.nextInt(32);
      test.accept((i & 1) == 0 ? w0 : ~w0, (i & 2) == 0 ? w1 : ~w1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 1021, (1L << 34) - 5, (1L << 40) + 3, Long.MAX_VALUE - 20})
  void rangesEqualSingleElements(long first) {
    for (int count = 0; count <= 19; count++) {
      float[] values = range(5, 9, first, count);
      for (int i = 0; i < count; i++) assertEquals(Normals.normal(5, 9, first + i), values[i], first + " + " + i + " of " + count);
    }
  }

  @Test
  void anElementOfTwoToTheSixtyFourIsReadAsUnsigned() {
    float[] across = range(1, 2, Long.MAX_VALUE - 1, 4);
    assertEquals(Normals.normal(1, 2, Long.MIN_VALUE), across[2]);
    int[] words = new int[4];
    Philox.block(1, 2, 1L << 61, words, 0);
    assertEquals(pair(words[0], words[1])[0], across[2]);
  }

  @Test
  void fillWritesItsRangeOnly() {
    var to = new float[40];
    Normals.fill(3, 0, 2, to, 10, 13);
    for (int i = 0; i < to.length; i++) if (i < 10 || i >= 23) assertEquals(0f, to[i]);
    assertArrayEquals(range(3, 0, 2, 13), Arrays.copyOfRange(to, 10, 23));
  }

  @ParameterizedTest
  @CsvSource({"42, 0", "43, 0", "42, 1", "-77, 144115188075855875"})
  void aMillionValuesAreStandardNormal(long seed, long stream) {
    int n = 1 << 20;
    float[] z = range(seed, stream, 0, n);
    assertWithin(0, 1, n, average(n, i -> z[i]), "mean");
    assertWithin(1, Math.sqrt(2), n, average(n, i -> square(z[i])), "variance");
    assertWithin(0, Math.sqrt(15), n, average(n, i -> square(z[i]) * z[i]), "third moment");
    assertWithin(3, Math.sqrt(96), n, average(n, i -> square(square(z[i]))), "fourth moment");
    // 2 (1 - Phi(b))
    double[][] tails = {{0.5, 0.617075077452}, {1, 0.3173105078629}, {2, 0.0455002638963584}, {3, 0.0026997960632602}, {4, 6.334248e-5}};
    for (double[] t : tails)
      assertWithin(t[1], Math.sqrt(t[1] * (1 - t[1])), n, average(n, i -> Math.abs(z[i]) > t[0] ? 1 : 0), "share beyond " + t[0]);
    assertWithin(0.5, 0.5, n, average(n, i -> z[i] > 0 ? 1 : 0), "share above 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 64, 1024})
  void neighboursAreUncorrelated(int lag) {
    int n = 1 << 20;
    float[] z = range(2024, 7, 0, n + lag);
    assertUncorrelated(n, i -> z[i], i -> z[i + lag]);
  }

  @ParameterizedTest
  @CsvSource({"2025, 7", "2024, 8", "-2025, 7", "2024, -8", "4294969320, 7", "2024, 4294967303"})
  void seedsAndStreamsAreUncorrelated(long seed, long stream) {
    int n = 1 << 20;
    float[] z = range(2024, 7, 0, n);
    float[] other = range(seed, stream, 0, n);
    assertUncorrelated(n, i -> z[i], i -> other[i]);
  }

  private static void assertUncorrelated(int n, IntToDoubleFunction a, IntToDoubleFunction b) {
    assertWithin(0, 1, n, average(n, i -> a.applyAsDouble(i) * b.applyAsDouble(i)), "values");
    assertWithin(0, 2, n, average(n, i -> (square(a.applyAsDouble(i)) - 1) * (square(b.applyAsDouble(i)) - 1)), "squares");
  }

  private static void assertWithin(double expected, double deviation, int n, double actual, String what) {
    assertEquals(expected, actual, 4.5 * deviation / Math.sqrt(n), what);
  }

  private static double average(int n, IntToDoubleFunction f) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += f.applyAsDouble(i);
    return sum / n;
  }

  private static double square(double x) {
    return x * x;
  }

  private static float[] range(long seed, long stream, long first, int count) {
    var values = new float[count];
    Normals.fill(seed, stream, first, values, 0, count);
    return values;
  }

  private static float[] pair(int w0, int w1) {
    var z = new float[2];
    Normals.pair(w0, w1, z, 0);
    return z;
  }
}
