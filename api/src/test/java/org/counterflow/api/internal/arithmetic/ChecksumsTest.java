package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The known checksums of {@code docs/arithmetic.md}: {@link Arrays#hashCode(float[])} of long runs, first made by a separate program. */
class ChecksumsTest {
  private static final double[] NONE = {};

  @Test
  void normals() {
    assertEquals(0x90264cce, Arrays.hashCode(range(42, 7, 0, 1 << 20)));
    assertEquals(0xe0274e05, Arrays.hashCode(range(0x123456789abcdef0L, 0x0300000012345678L, (1L << 34) - (1 << 20), 1 << 20)));
  }

  @Test
  void radii() {
    assertEquals(0x65403047, of(1 << 16, i -> Normals.radius(i)));
    assertEquals(0x7d37bb74, of(1 << 16, i -> Normals.radius(~i)));
    assertEquals(0x25c0990b, of(1 << 16, i -> Normals.radius(i * 0x10002)));
  }

  @Test
  void exponentials() {
    assertEquals(0x79e1930d, of(1 << 22, i -> Exponential.exp32(i * -0x1.6p-16f)));
    var values = new double[1 << 22];
    Arrays.setAll(values, i -> Exponential.exp64(i * -0x1.6p-13));
    assertEquals(0xde934314, Arrays.hashCode(values));
  }

  @Test
  void reciprocals() {
    assertEquals(0x48f83367, of(1 << 22, i -> Reciprocal.recip32(1 + i * 0x1p-22f)));
  }

  @Test
  void posteriors() {
    int k = 301;
    var common = new double[k];
    var widths = new double[k];
    var weights = new double[k];
    Arrays.fill(common, 0.5);
    Arrays.setAll(widths, i -> 0.25 + i / 512.0);
    Arrays.setAll(weights, i -> (1 + i % 7) / 1000.0);
    assertEquals(0x9e005378, posterior(2.5, NONE, NONE));
    assertEquals(0xef9be361, posterior(2.5, common, NONE));
    assertEquals(0x30d5426b, posterior(0.5, widths, weights));
  }

  private static int posterior(double sigma, double[] widths, double[] weights) {
    int dimensions = 150;
    var c = PosteriorCoefficients.of(0.75, sigma, 301, dimensions, widths, weights);
    float[] x = range(1, 0, 0, 9 * dimensions);
    PosteriorMean.compute(c, range(2, 0, 0, 301 * dimensions), dimensions, x, x, 9);
    return Arrays.hashCode(x);
  }

  private static int of(int count, IntToDoubleFunction f) {
    var values = new float[count];
    for (int i = 0; i < values.length; i++) values[i] = (float) f.applyAsDouble(i);
    return Arrays.hashCode(values);
  }

  private static float[] range(long seed, long stream, long first, int count) {
    var values = new float[count];
    Normals.fill(seed, stream, first, values, 0, count);
    return values;
  }
}
