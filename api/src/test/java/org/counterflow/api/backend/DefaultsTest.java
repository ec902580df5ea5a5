package org.counterflow.api.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.counterflow.api.internal.arithmetic.Exponential;
import org.counterflow.api.internal.arithmetic.Half;
import org.counterflow.api.internal.arithmetic.Reductions;
import org.counterflow.api.internal.plain.PlainProvider;
import org.counterflow.api.internal.plain.Values;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(value = Precision.class, names = {"F32", "F64"})
class DefaultsTest {
  /** More than one portion of rows, the last one shorter. */
  private static final int MANY_ROWS = 2500;

  private static final int LONG_ROW = 1000;

  @Parameter Precision precision = Precision.F32;
  private Backend backend = new PlainProvider().open(Options.defaults());
  private boolean single;

  @BeforeEach
  void open() {
    backend.close();
    backend = new PlainProvider().open(Options.defaults().in(precision));
    single = precision == Precision.F32;
  }

  @AfterEach
  void close() {
    backend.close();
  }

  // ---------------------------------------------------------------- reductions

  @Test
  void reductionsOfSmallNumbersAreExact() {
    Buffer a = Values.buffer(backend, 2, 1, 1, 1, 1, 2, 4, 2, 4);
    Buffer b = Values.buffer(backend, 2, 1, 2, 3, 4, -1, 1, -1, 1);
    assertArrayEquals(new double[] {1, Math.sqrt(10)}, backend.norm(a));
    assertArrayEquals(new double[] {1, 3}, backend.mean(a));
    assertArrayEquals(new double[] {10, 4}, backend.dot(a, b));
    assertArrayEquals(new double[] {1, 3}, backend.quantileOfAbs(a, 0.5));
    assertArrayEquals(new double[] {2.5, 1}, backend.quantileOfAbs(b, 0.5));
    assertArrayEquals(new double[] {4, 1}, backend.quantileOfAbs(b, 1));
  }

  @Test
  void everyRowIsReducedByItself() {
    Buffer a = Values.random(backend, 1, MANY_ROWS, LONG_ROW);
    Buffer b = Values.random(backend, 2, MANY_ROWS, LONG_ROW);
    double[] norm = backend.norm(a);
    double[] mean = backend.mean(a);
    double[] dot = backend.dot(a, b);
    assertEquals(MANY_ROWS, norm.length);
    for (int row = 0; row < MANY_ROWS; row += 7) {
      double[] x = Values.of(backend, a.rows(row, 1));
      double[] y = Values.of(backend, b.rows(row, 1));
      assertEquals(Math.sqrt(folded(x, x) / LONG_ROW), norm[row]);
      assertEquals(folded(x, y), dot[row]);
      double sum = Arrays.stream(x).sum();
      assertEquals(sum / LONG_ROW, mean[row], single ? 1e-6 : 1e-15);
      assertArrayEquals(new double[] {mean[row]}, backend.mean(a.rows(row, 1)));
    }
  }

  private double folded(double[] x, double[] y) {
    if (!single) {
      var sums = new double[Reductions.LANES];
      Reductions.addProducts(x, 0, y, 0, x.length, 0, sums);
      return Reductions.fold(sums);
    }
    var a = new float[x.length];
    var b = new float[x.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) x[i];
      b[i] = (float) y[i];
    }
    var sums = new float[Reductions.LANES];
    Reductions.addProducts(a, 0, b, 0, a.length, 0, sums);
    return Reductions.fold(sums);
  }

  @Test
  void oneSampleMeetsEveryRow() {
    Buffer a = Values.buffer(backend, 3, 1, 2, 3, 4, 5, 6);
    Buffer one = Values.buffer(backend, 1, 1, -1);
    assertArrayEquals(new double[] {-1, -1, -1}, backend.dot(a, one));
    assertArrayEquals(new double[] {-1, -1, -1}, backend.dot(one, a));
    var t = new Tolerance(1, 0.5);
    assertEquals(3, backend.errorNorm(one, a, one, t).length);
    Buffer out = backend.allocate(3, 2);
    backend.multiply(one, a, out);
    assertArrayEquals(new double[] {1, -2, 3, -4, 5, -6}, Values.of(backend, out));
    backend.blend(Values.buffer(backend, 1, 0, 1), a, one, out);
    assertArrayEquals(new double[] {1, 2, 1, 4, 1, 6}, Values.of(backend, out));
  }

  @Test
  void errorsAreScaledByTheirTolerance() {
    Buffer e = Values.buffer(backend, 2, 1, 1, 0.5, -0.5);
    Buffer x = Values.buffer(backend, 2, 0, 8, -1, 1);
    Buffer y = Values.buffer(backend, 2, 1, -2, 0.5, 16);
    // Units 2 and 4, then 2 and 8.
    double[] expected = {Math.sqrt((0.25 + 0.0625) / 2), Math.sqrt((0.0625 + 1 / 256.0) / 2)};
    assertArrayEquals(expected, backend.errorNorm(e, x, y, new Tolerance(2, 0.5)));
  }

  @Test
  void aToleranceIsWhatSinglePrecisionCanDivideBy() {
    Buffer zero = backend.allocate(1, 1), e = Values.buffer(backend, 1, 0x1p-126);
    backend.multiply(e, Values.buffer(backend, 1, 0), zero);
    assertArrayEquals(new double[] {1}, backend.errorNorm(e, zero, zero, new Tolerance(0x1p-126, 0)));
    for (double least : new double[] {0x1p-127, 0, -1, Double.NaN})
      assertThrows(IllegalArgumentException.class, () -> new Tolerance(least, 0));
    assertThrows(IllegalArgumentException.class, () -> new Tolerance(1, -1));
  }

  @Test
  void errorNormKeepsItsInputs() {
    Buffer e = Values.random(backend, 1, 2, 10);
    double[] before = Values.of(backend, e);
    backend.errorNorm(e, e, e, new Tolerance(1e-3, 1e-2));
    assertArrayEquals(before, Values.of(backend, e));
  }

  @Test
  void theFirstRowThatIsNotFiniteIsFound() {
    assertEquals(-1, backend.firstNotFinite(Values.random(backend, 1, 3, 4)));
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      Buffer a = Values.buffer(backend, 4, 1, 2, 3, 4, 5, bad, bad, 8);
      assertEquals(2, backend.firstNotFinite(a));
      assertEquals(-1, backend.firstNotFinite(a.rows(0, 2)));
      assertEquals(0, backend.firstNotFinite(a.rows(3, 1)));
    }
  }

  // ---------------------------------------------------------------- element by element

  @Test
  void clampKeepsWhatIsInside() {
    double[] x = {0, -0.0, 0.5, -0.5, 1, -1, 1.5, -7};
    Buffer a = Values.buffer(backend, 1, x);
    Buffer out = backend.allocate(1, x.length);
    backend.clamp(a, new double[] {1}, out);
    assertArrayEquals(new double[] {0, -0.0, 0.5, -0.5, 1, -1, 1, -1}, Values.of(backend, out));
    backend.clamp(a, new double[] {Double.POSITIVE_INFINITY}, out);
    assertArrayEquals(x, Values.of(backend, out));
    backend.clamp(a, new double[] {-0.0}, out);
    assertArrayEquals(new double[] {0, -0.0, 0, -0.0, 0, -0.0, 0, -0.0}, Values.of(backend, out));
  }

  @Test
  void clampHasOneBoundOrOneARow() {
    Buffer a = Values.random(backend, 5, MANY_ROWS, LONG_ROW);
    double[] bounds = new SplittableRandom(9).doubles(MANY_ROWS, 0, 2).toArray();
    Buffer out = backend.allocate(MANY_ROWS, LONG_ROW);
    backend.clamp(a, bounds, out);
    double[] x = Values.of(backend, a);
    double[] y = Values.of(backend, out);
    for (int i = 0; i < x.length; i++) {
      double bound = single ? (float) bounds[i / LONG_ROW] : bounds[i / LONG_ROW];
      if (y[i] != Math.min(Math.max(x[i], -bound), bound)) throw new AssertionError("element " + i);
    }
    assertThrows(IllegalArgumentException.class, () -> backend.clamp(a, new double[] {1, 2}, out));
    assertThrows(IllegalArgumentException.class, () -> backend.clamp(a, new double[] {-1}, out));
    assertThrows(IllegalArgumentException.class, () -> backend.clamp(a, new double[] {Double.NaN}, out));
  }

  @Test
  void resultsMayReplaceAnInput() {
    for (int target = 0; target < 3; target++) {
      Buffer[] in = {Values.random(backend, 1, 3, 50), Values.random(backend, 2, 3, 50), Values.random(backend, 3, 3, 50)};
      Buffer out = backend.allocate(3, 50);
      backend.blend(in[0], in[1], in[2], out);
      double[] expected = Values.of(backend, out);
      backend.blend(in[0], in[1], in[2], in[target]);
      assertArrayEquals(expected, Values.of(backend, in[target]));
    }
  }

  @Test
  void expIsTheSpecifiedPolynomial() {
    double[] x = new SplittableRandom(3).doubles(500, -90, 5).toArray();
    Buffer a = Values.buffer(backend, 5, x);
    Buffer out = backend.allocate(5, 100);
    backend.exp(a, out);
    double[] y = Values.of(backend, out);
    for (int i = 0; i < x.length; i++) assertEquals(single ? Exponential.exp32((float) x[i]) : Exponential.exp64(x[i]), y[i]);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Buffer a = backend.allocate(3, 4);
    for (Buffer other : new Buffer[] {backend.allocate(2, 4), backend.allocate(3, 5)}) {
      assertMessage(other.samples() + " x " + other.elements(), () -> backend.dot(a, other));
      assertMessage("3 x 4", () -> backend.multiply(a, a, other));
    }
    assertMessage("1.5", () -> backend.quantileOfAbs(a, 1.5));
    assertMessage("NaN", () -> backend.quantileOfAbs(a, Double.NaN));
    assertMessage("46 bytes", () -> backend.convert(a, 1, Precision.F16, MemorySegment.ofArray(new byte[46])));
    assertMessage("46 bytes", () -> backend.convert(MemorySegment.ofArray(new byte[46]), Precision.F32, a));
  }

  // ---------------------------------------------------------------- conversions

  @Test
  void conversionScalesThenRoundsOnce() {
    double[] x = {1 / 3.0, -2.5, 1 + 0x1p-11 + 0x1p-40, 65519.99999, 1e-9, -0.0};
    Buffer a = Values.buffer(backend, 2, x);
    double[] held = Values.of(backend, a);
    for (double scale : new double[] {1, 0.1, -3}) {
      var f16 = new short[6];
      var f32 = new float[6];
      var f64 = new double[6];
      backend.convert(a, scale, Precision.F16, MemorySegment.ofArray(f16));
      backend.convert(a, scale, Precision.F32, MemorySegment.ofArray(f32));
      backend.convert(a, scale, Precision.F64, MemorySegment.ofArray(f64));
      for (int i = 0; i < 6; i++) {
        double product = single ? (float) scale * (float) held[i] : scale * held[i];
        assertEquals(Half.of(product), f16[i]);
        assertEquals((float) product, f32[i]);
        assertEquals(product, f64[i]);
      }
    }
    var tie = new short[6];
    backend.convert(a, 1, Precision.F16, MemorySegment.ofArray(tie));
    assertEquals(single ? 1 : 1 + 0x1p-10, Half.toFloat(tie[2]), "a double above the tie must not meet it on the way");
  }

  @Test
  void conversionFromTheHostRoundsOnce() {
    double[] x = {1 / 3.0, -2.5, 1 + 0x1p-24 + 0x1p-50, 1e-9, -0.0, 1e38};
    Buffer out = backend.allocate(3, 2);
    backend.convert(MemorySegment.ofArray(x), Precision.F64, out);
    double[] y = Values.of(backend, out);
    for (int i = 0; i < x.length; i++) assertEquals(single ? (float) x[i] : x[i], y[i]);
    var floats = new float[] {0.1f, -0f, 3e38f, 1e-40f, 5, 6};
    backend.convert(MemorySegment.ofArray(floats), Precision.F32, out);
    y = Values.of(backend, out);
    for (int i = 0; i < floats.length; i++) assertEquals((double) floats[i], y[i]);
    var halves = new short[] {0x3c00, 1, (short) 0x8000, 0x7bff, (short) 0xc248, 0x3555};
    backend.convert(MemorySegment.ofArray(halves), Precision.F16, out);
    y = Values.of(backend, out);
    for (int i = 0; i < halves.length; i++) assertEquals((double) Half.toFloat(halves[i]), y[i]);
  }

  @Test
  void conversionReachesEveryRowThroughUnalignedMemory() {
    Buffer a = Values.random(backend, 5, MANY_ROWS, LONG_ROW);
    double[] x = Values.of(backend, a);
    for (Precision p : Precision.values()) {
      MemorySegment host = MemorySegment.ofArray(new byte[x.length * p.bytes() + 1]).asSlice(1);
      backend.convert(a, 1, p, host);
      for (int i = 0; i < x.length; i += 997) assertEquals(rounded(x[i], p), read(host, p, i));
      Buffer back = backend.allocate(MANY_ROWS, LONG_ROW);
      backend.convert(host, p, back);
      double[] y = Values.of(backend, back);
      for (int i = 0; i < x.length; i += 997) assertEquals(single ? (float) rounded(x[i], p) : rounded(x[i], p), y[i]);
    }
  }

  private static double rounded(double x, Precision p) {
    return switch (p) {
      case F16 -> Half.toFloat(Half.of(x));
      case F32 -> (float) x;
      case F64 -> x;
    };
  }

  private static double read(MemorySegment from, Precision p, long i) {
    return switch (p) {
      case F16 -> Half.toFloat(from.getAtIndex(JAVA_SHORT_UNALIGNED, i));
      case F32 -> from.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
      case F64 -> from.getAtIndex(JAVA_DOUBLE_UNALIGNED, i);
    };
  }

  // ---------------------------------------------------------------- posterior

  @Test
  void posteriorKnownAnswers() {
    double[] means = {1, 0, -0.5, 0.75, 0.25, -1};
    double within = single ? 0 : 2e-7;
    Buffer x = Values.buffer(backend, 1, 0.5, 0.125);
    Buffer out = backend.allocate(1, 2);
    backend.mixturePosterior(Mixture.ofData(2, means), 0.75, 0.5, x, out);
    assertArrayEquals(new double[] {0x1.663736p-1, -0x1.d2d4eap-5}, Values.of(backend, out), within);
    var mixture = Mixture.of(2, means, new double[] {0.5, 0.25, 1}, new double[] {0.5, 0.25, 0.25});
    backend.mixturePosterior(mixture, 0.75, 0.5, x, out);
    assertArrayEquals(new double[] {0x1.689044p-1, 0x1.8d2988p-4}, Values.of(backend, out), within);
  }

  @Test
  void posteriorOfALongBatchIsThatOfItsRows() {
    var random = new SplittableRandom(12);
    int dimensions = 600;
    int rows = 2000;
    double[] means = random.doubles(3 * dimensions, -1, 1).toArray();
    var mixture = Mixture.of(dimensions, means, new double[] {0.5, 1, 2}, new double[] {1, 2, 3});
    Buffer x = Values.random(backend, 4, rows, dimensions);
    Buffer out = backend.allocate(rows, dimensions);
    backend.mixturePosterior(mixture, 0.9, 5, x, out);
    Buffer alone = backend.allocate(1, dimensions);
    for (int row = 0; row < rows; row += 111) {
      backend.mixturePosterior(mixture, 0.9, 5, x.rows(row, 1), alone);
      assertArrayEquals(Values.of(backend, alone), Values.of(backend, out.rows(row, 1)));
    }
    double[] before = Values.of(backend, out);
    backend.mixturePosterior(mixture, 0.9, 5, x, x);
    assertArrayEquals(before, Values.of(backend, x));
  }

  @Test
  void posteriorOfOneSampleCountsForEveryRow() {
    var data = Mixture.ofData(2, new double[] {1, 2, 3, 4});
    Buffer one = Values.buffer(backend, 1, 1, 1);
    Buffer out = backend.allocate(3, 2);
    backend.mixturePosterior(data, 1, 1, one, out);
    double[] y = Values.of(backend, out);
    for (int i = 2; i < 6; i++) assertEquals(y[i - 2], y[i]);
    assertTrue(y[0] > 1 && y[0] < 3);
  }

  @Test
  void posteriorChecksItsArguments() {
    var data = Mixture.ofData(2, new double[] {1, 2});
    Buffer x = backend.allocate(2, 2);
    assertMessage("dimension 2", () -> backend.mixturePosterior(data, 1, 1, backend.allocate(2, 3), backend.allocate(2, 3)));
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertMessage("above 0", () -> backend.mixturePosterior(data, bad, 1, x, x));
      assertMessage("above 0", () -> backend.mixturePosterior(data, 1, bad, x, x));
    }
  }

  private static void assertMessage(String part, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
