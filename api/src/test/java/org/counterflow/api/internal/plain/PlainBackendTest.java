package org.counterflow.api.internal.plain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(value = Precision.class, names = {"F32", "F64"})
class PlainBackendTest {
  private static final long[] NO_SEEDS = {};

  @Parameter Precision precision = Precision.F32;
  private Backend backend = new PlainProvider().open(Options.defaults());

  @BeforeEach
  void open() {
    backend.close();
    backend = new PlainProvider().open(Options.defaults().in(precision));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  // ---------------------------------------------------------------- sums

  @Test
  void aSumIsAChainOfFmaInItsOrder() {
    for (int elements : new int[] {1, 7, 1023, 1024, 1025, 2500}) {
      double[] c = {0.1, -1.7, 3.3, 1e-3};
      var inputs = new ArrayList<double[]>();
      var terms = new ArrayList<Term>();
      for (int k = 0; k < c.length; k++) {
        Buffer in = Values.random(backend, k, 2, elements);
        inputs.add(Values.of(backend, in));
        terms.add(new Term.OfBuffer(in, new double[] {c[k]}));
      }
      double[] sum = combined(2, elements, terms);
      for (int i = 0; i < sum.length; i++) {
        double v = product(c[0], inputs.get(0)[i]);
        for (int k = 1; k < c.length; k++) v = fma(c[k], inputs.get(k)[i], v);
        assertEquals(v, sum[i]);
      }
    }
  }

  @Test
  void anEmptySumIsPositiveZero() {
    Buffer out = Values.random(backend, 1, 2, 5);
    backend.combine(out, new Terms(List.of(), NO_SEEDS));
    assertArrayEquals(new double[10], Values.of(backend, out));
  }

  @Test
  void aZeroCoefficientIsDroppedWhateverItMultiplies() {
    Buffer wild = Values.buffer(backend, 1, Double.NaN, Double.POSITIVE_INFINITY, -1, -0.0);
    Buffer zeros = Values.buffer(backend, 1, -0.0, -0.0, 0, 5);
    for (double zero : new double[] {0.0, -0.0}) {
      // -0 stays -0 because nothing is added to it.
      assertArrayEquals(new double[] {-0.0, -0.0, 0, 5}, combined(1, 4, List.of(of(zeros, 1), of(wild, zero))));
      assertArrayEquals(new double[] {-0.0, -0.0, 0, 5}, combined(1, 4, List.of(of(wild, zero), of(zeros, 1))));
      assertArrayEquals(new double[4], combined(1, 4, List.of(of(wild, zero), new Term.OfOnes(new double[] {zero}))));
    }
  }

  @Test
  void aZeroCoefficientIsDroppedRowByRow() {
    Buffer a = Values.buffer(backend, 3, 1, 2, Double.NaN, Double.NaN, 5, 6);
    Buffer b = Values.buffer(backend, 3, 10, 20, 30, 40, Double.NaN, Double.NaN);
    assertArrayEquals(new double[] {21, 42, 60, 80, 5, 6}, combined(3, 2, List.of(of(a, 1, 0, 1), of(b, 2, 2, 0))));
  }

  @Test
  void aCoefficientIsRoundedOnceAndDroppedOnlyIfItWasZero() {
    Buffer in = Values.buffer(backend, 1, 3, -3);
    double tiny = 1e-300;
    double rounded = precision == Precision.F32 ? (float) tiny : tiny;
    assertArrayEquals(new double[] {3 * rounded, -3 * rounded}, combined(1, 2, List.of(of(in, tiny))));
    double c = 0.1;
    assertArrayEquals(new double[] {product(c, 3), product(c, -3)}, combined(1, 2, List.of(of(in, c))));
  }

  @Test
  void aSumMayBeCutAnywhere() {
    var random = new SplittableRandom(6);
    long[] seeds = {1, 2, 3};
    for (int trial = 0; trial < 40; trial++) {
      int elements = random.nextInt(1, 1100);
      var terms = new ArrayList<Term>();
      int count = random.nextInt(1, 7);
      for (int k = 0; k < count; k++) {
        double[] c = random.doubles(random.nextBoolean() ? 3 : 1, -2, 2).map(v -> Math.abs(v) < 0.5 ? 0 : v).toArray();
        terms.add(
            switch (random.nextInt(4)) {
              case 0 -> new Term.OfNoise(random.nextLong(), c);
              case 1 -> new Term.OfOnes(c);
              case 2 -> new Term.OfBuffer(Values.random(backend, random.nextLong(), 1, elements), c);
              default -> new Term.OfBuffer(Values.random(backend, random.nextLong(), 3, elements), c);
            });
      }
      Buffer whole = backend.allocate(3, elements);
      backend.combine(whole, new Terms(terms, seeds));
      for (int cut = 0; cut <= count; cut++) {
        Buffer part = backend.allocate(3, elements);
        backend.combine(part, new Terms(terms.subList(0, cut), seeds));
        var rest = new ArrayList<Term>(List.of(of(part, 1)));
        rest.addAll(terms.subList(cut, count));
        backend.combine(part, new Terms(rest, seeds));
        // Where the first part was empty, 1 * (+0) is a term of its own: only the sign of a zero can tell.
        double[] expected = Values.of(backend, whole);
        double[] actual = Values.of(backend, part);
        for (int i = 0; i < expected.length; i++) assertTrue(expected[i] == actual[i], "cut at " + cut);
        if (cut > 0 && Arrays.stream(expected).noneMatch(v -> v == 0)) assertArrayEquals(expected, actual);
      }
    }
  }

  @Test
  void aNegativeZeroSurvivesACut() {
    Buffer x = Values.buffer(backend, 1, -0.0);
    Buffer y = Values.buffer(backend, 1, 0);
    double[] whole = combined(1, 1, List.of(of(x, 2), of(y, -3)));
    Buffer part = backend.allocate(1, 1);
    backend.combine(part, new Terms(List.of(of(x, 2)), NO_SEEDS));
    assertArrayEquals(new double[] {-0.0}, Values.of(backend, part));
    assertArrayEquals(whole, combined(1, 1, List.of(of(part, 1), of(y, -3))));
    assertArrayEquals(new double[] {-0.0}, whole);
  }

  @Test
  void theOutputMayBeAnyInput() {
    for (int aliased = 0; aliased < 3; aliased++) {
      Buffer[] in = new Buffer[3];
      var terms = new ArrayList<Term>();
      for (int k = 0; k < 3; k++) {
        in[k] = Values.random(backend, k, 3, 1500);
        terms.add(of(in[k], 0.7, -1.2, k + 0.5));
      }
      double[] expected = combined(3, 1500, terms);
      backend.combine(in[aliased], new Terms(terms, NO_SEEDS));
      assertArrayEquals(expected, Values.of(backend, in[aliased]));
    }
  }

  @Test
  void theOutputMayBeAnInputTwice() {
    Buffer x = Values.buffer(backend, 1, 1, 2, 3);
    backend.combine(x, new Terms(List.of(of(x, 2), of(x, 3)), NO_SEEDS));
    assertArrayEquals(new double[] {5, 10, 15}, Values.of(backend, x));
  }

  @Test
  void anInputThatSharesSomeRowsIsRefused() {
    Buffer x = Values.random(backend, 1, 4, 3);
    assertMessage("shares some rows", () -> backend.combine(x, new Terms(List.of(of(x.rows(0, 1), 1)), NO_SEEDS)));
    assertMessage("shares some rows", () -> backend.combine(x.rows(0, 2), new Terms(List.of(of(x.rows(1, 2), 1)), NO_SEEDS)));
    assertDoesNotThrow(() -> backend.combine(x.rows(0, 2), new Terms(List.of(of(x.rows(2, 2), 1), of(x.rows(0, 2), 1)), NO_SEEDS)));
  }

  @Test
  void oneSampleCountsForEveryRow() {
    Buffer one = Values.buffer(backend, 1, 1, 2);
    Buffer three = Values.buffer(backend, 3, 10, 20, 30, 40, 50, 60);
    assertArrayEquals(new double[] {11, 22, 32, 44, 53, 66}, combined(3, 2, List.of(of(three, 1), of(one, 1, 2, 3))));
  }

  @Test
  void noiseIsAFunctionOfSeedStreamAndElement() {
    long[] seeds = {5, -6, 7};
    Buffer out = backend.allocate(3, 2050);
    backend.combine(out, new Terms(List.of(new Term.OfNoise(99, new double[] {1, 0, -0.3})), seeds));
    double[] values = Values.of(backend, out);
    for (int i = 0; i < 2050; i++) {
      assertEquals(Normals.normal(5, 99, i), values[i]);
      assertEquals(0.0, values[2050 + i]);
      assertEquals(product(-0.3, Normals.normal(7, 99, i)), values[4100 + i]);
    }
  }

  @Test
  void onesAreOnes() {
    Buffer x = Values.buffer(backend, 2, 1, 2, 3, 4);
    assertArrayEquals(new double[] {1.5, 2.5, 2.5, 3.5}, combined(2, 2, List.of(of(x, 1), new Term.OfOnes(new double[] {0.5, -0.5}))));
    assertArrayEquals(new double[] {product(0.1, 1)}, combined(1, 1, List.of(new Term.OfOnes(new double[] {0.1}))));
  }

  @Test
  void aSampleDoesNotDependOnItsBatch() {
    int rows = 5;
    long[] seeds = {11, 12, 13, 14, 15};
    double[] c = {0.5, 1, 0, -2, 3};
    Buffer x = Values.random(backend, 3, rows, 1300);
    Buffer one = Values.random(backend, 4, 1, 1300);
    Buffer together = backend.allocate(rows, 1300);
    backend.combine(together, new Terms(List.of(new Term.OfBuffer(x, c), of(one, 0.1), new Term.OfNoise(8, c)), seeds));
    for (int row = 0; row < rows; row++) {
      Buffer alone = backend.allocate(1, 1300);
      var terms = List.of(of(x.rows(row, 1), c[row]), of(one, 0.1), new Term.OfNoise(8, new double[] {c[row]}));
      backend.combine(alone, new Terms(terms, new long[] {seeds[row]}));
      assertArrayEquals(Values.of(backend, together.rows(row, 1)), Values.of(backend, alone));
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Buffer out = backend.allocate(3, 4);
    assertMessage("2 x 4", () -> backend.combine(out, new Terms(List.of(of(backend.allocate(2, 4), 1)), NO_SEEDS)));
    assertMessage("3 x 5", () -> backend.combine(out, new Terms(List.of(of(backend.allocate(3, 5), 1)), NO_SEEDS)));
    assertMessage("2 coefficients", () -> backend.combine(out, new Terms(List.of(of(backend.allocate(3, 4), 1, 2)), NO_SEEDS)));
    assertMessage("2 seeds", () -> backend.combine(out, new Terms(List.of(new Term.OfNoise(0, new double[] {1})), new long[2])));
    assertMessage("0 x 4", () -> backend.allocate(0, 4));
    assertMessage("3 x -1", () -> backend.allocate(3, -1));
    assertMessage("44 bytes", () -> backend.upload(MemorySegment.ofArray(new byte[44]), out));
    assertMessage("44 bytes", () -> backend.download(out, MemorySegment.ofArray(new byte[44])));
  }

  // ---------------------------------------------------------------- buffers

  @Test
  void newBuffersAreZeroAndAligned() {
    for (int elements = 1; elements < 70; elements++) {
      Buffer b = backend.allocate(3, elements);
      assertEquals(3, b.samples());
      assertEquals(elements, b.elements());
      assertEquals(0, b.segment().address() % 64);
      assertEquals(3L * elements * precision.bytes(), b.segment().byteSize());
      assertArrayEquals(new double[3 * elements], Values.of(backend, b));
    }
  }

  @Test
  void uploadAndDownloadAreCopies() {
    Buffer b = backend.allocate(2, 3);
    var bytes = new byte[6 * precision.bytes()];
    new SplittableRandom(1).nextBytes(bytes);
    backend.upload(MemorySegment.ofArray(bytes), b);
    var back = new byte[bytes.length];
    backend.download(b, MemorySegment.ofArray(back));
    assertArrayEquals(bytes, back);
    var row = new byte[bytes.length / 2];
    backend.download(b.rows(1, 1), MemorySegment.ofArray(row));
    assertArrayEquals(Arrays.copyOfRange(bytes, row.length, bytes.length), row);
  }

  @Test
  void rowsAreAViewThatCannotClose() {
    Buffer b = Values.buffer(backend, 3, 1, 2, 3, 4, 5, 6);
    try (Buffer view = b.rows(1, 2)) {
      assertEquals(2, view.samples());
      assertArrayEquals(new double[] {3, 4, 5, 6}, Values.of(backend, view));
      assertArrayEquals(new double[] {5, 6}, Values.of(backend, view.rows(1, 1)));
      backend.combine(view.rows(0, 1), new Terms(List.of(new Term.OfOnes(new double[] {7})), NO_SEEDS));
    }
    assertArrayEquals(new double[] {1, 2, 7, 7, 5, 6}, Values.of(backend, b));
    for (long[] none : new long[][] {{-1, 1}, {0, 0}, {3, 1}, {2, 2}, {0, 4}, {1, Long.MAX_VALUE}})
      assertThrows(IndexOutOfBoundsException.class, () -> b.rows(none[0], none[1]));
  }

  @Test
  void aClosedBufferIsRefused() {
    Buffer b = backend.allocate(2, 3);
    Buffer view = b.rows(0, 1);
    b.close();
    b.close();
    for (Buffer closed : new Buffer[] {b, view}) {
      var e = assertThrows(IllegalStateException.class, closed::segment);
      assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }
    Buffer out = backend.allocate(2, 3);
    assertThrows(IllegalStateException.class, () -> backend.combine(out, new Terms(List.of(of(b, 1)), NO_SEEDS)));
    assertThrows(IllegalStateException.class, () -> backend.combine(b, new Terms(List.of(of(out, 1)), NO_SEEDS)));
    assertThrows(IllegalStateException.class, () -> backend.combine(b, new Terms(List.of(), NO_SEEDS)));
    assertThrows(IllegalStateException.class, () -> b.rows(0, 1));
    assertThrows(IllegalStateException.class, () -> backend.norm(b));
  }

  @Test
  void closingTheBackendClosesItsBuffers() {
    Buffer a = backend.allocate(2, 3);
    Buffer b = backend.allocate(2, 3);
    b.close();
    backend.close();
    backend.close();
    assertThrows(IllegalStateException.class, a::segment);
    assertThrows(IllegalStateException.class, () -> backend.allocate(1, 1));
    a.close();
  }

  @Test
  void aBufferOfAnotherBackendIsRefused() {
    try (Backend other = new PlainProvider().open(Options.defaults().in(precision))) {
      Buffer foreign = other.allocate(1, 2);
      Buffer own = backend.allocate(1, 2);
      assertMessage("another backend", () -> backend.combine(own, new Terms(List.of(of(foreign, 1)), NO_SEEDS)));
      assertMessage("another backend", () -> backend.combine(foreign, new Terms(List.of(of(own, 1)), NO_SEEDS)));
      assertMessage("another backend", () -> backend.norm(foreign));
    }
  }

  @Test
  void tooMuchMemoryIsAnErrorWithARemedy() {
    for (long elements : new long[] {1L << 46, Long.MAX_VALUE}) {
      var e = assertThrows(BackendException.class, () -> backend.allocate(3, elements));
      assertTrue(e.getMessage().contains("draw fewer samples at a time"), e.getMessage());
    }
  }

  private double[] combined(long rows, long elements, List<Term> terms) {
    Buffer out = backend.allocate(rows, elements);
    backend.combine(out, new Terms(terms, NO_SEEDS));
    return Values.of(backend, out);
  }

  private static Term of(Buffer in, double... coefficients) {
    return new Term.OfBuffer(in, coefficients);
  }

  private double product(double c, double x) {
    return precision == Precision.F32 ? (float) c * (float) x : c * x;
  }

  private double fma(double c, double x, double v) {
    return precision == Precision.F32 ? Math.fma((float) c, (float) x, (float) v) : Math.fma(c, x, v);
  }

  private static void assertMessage(String part, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
