package org.counterflow.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;

/** The plain backend and the OpenCL backend side by side, with the same values in both. */
final class Twins implements AutoCloseable {
  final Precision precision;
  final Backend plain;
  final Backend device;
  private final List<Pair> made = new ArrayList<>();

  Twins(Precision precision) {
    this(precision, 3);
  }

  Twins(Precision precision, int compileAfter) {
    this.precision = precision;
    plain = Backends.installed().open("java", Options.defaults().in(precision));
    device = new OpenClProvider().open(Options.defaults().in(precision).with("compile-after", String.valueOf(compileAfter)));
  }

  /** One buffer in each backend. */
  record Pair(Buffer plain, Buffer device) {
    Pair rows(long from, long count) {
      return new Pair(plain.rows(from, count), device.rows(from, count));
    }
  }

  Pair empty(long rows, long elements) {
    var pair = new Pair(plain.allocate(rows, elements), device.allocate(rows, elements));
    made.add(pair);
    return pair;
  }

  /** Numbers of every size from 1e-3 to 1e3, with both zeros among them. */
  Pair random(long rows, long elements, long seed) {
    var random = new SplittableRandom(seed);
    return filled(rows, elements, _ -> {
      int kind = random.nextInt(32);
      return kind == 0 ? 0 : kind == 1 ? -0.0 : random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-3, 4));
    });
  }

  Pair filled(long rows, long elements, IntToDoubleFunction values) {
    Pair pair = empty(rows, elements);
    MemorySegment to = pair.plain.segment();
    for (int i = 0; i < rows * elements; i++) {
      double x = values.applyAsDouble(i);
      if (precision == Precision.F32) to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x);
      else to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
    }
    device.upload(to, pair.device);
    return pair;
  }

  /** A term in each backend. */
  record TermPair(Term plain, Term device) {}

  static TermPair term(Pair in, double... c) {
    return new TermPair(new Term.OfBuffer(in.plain, c), new Term.OfBuffer(in.device, c));
  }

  static TermPair noise(long stream, double... c) {
    return new TermPair(new Term.OfNoise(stream, c), new Term.OfNoise(stream, c));
  }

  static TermPair ones(double... c) {
    return new TermPair(new Term.OfOnes(c), new Term.OfOnes(c));
  }

  void assertCombines(Pair out, List<TermPair> terms, String what, long... seeds) {
    plain.combine(out.plain, new Terms(terms.stream().map(TermPair::plain).toList(), seeds));
    device.combine(out.device, new Terms(terms.stream().map(TermPair::device).toList(), seeds));
    assertEqual(out, what);
  }

  /** Demands equal bits, and names the first element that has others. */
  void assertEqual(Pair pair, String what) {
    long bytes = pair.plain.samples() * pair.plain.elements() * precision.bytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(bytes, 8);
      device.download(pair.device, found);
      MemorySegment expected = pair.plain.segment();
      long at = expected.mismatch(found);
      if (at < 0) return;
      long i = at / precision.bytes(), n = pair.plain.elements();
      fail(what + ": row " + i / n + ", element " + i % n + " of " + n + " is " + text(found, i) + ", should be " + text(expected, i));
    }
  }

  private String text(MemorySegment s, long i) {
    return precision == Precision.F32 ? Float.toHexString(s.getAtIndex(ValueLayout.JAVA_FLOAT, i))
        : Double.toHexString(s.getAtIndex(ValueLayout.JAVA_DOUBLE, i));
  }

  static void assertSame(double[] expected, double[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    if (Arrays.equals(expected, actual)) return; // by bits
    fail(what + ": " + Arrays.toString(actual) + ", should be " + Arrays.toString(expected));
  }

  @Override
  public void close() {
    for (Pair pair : made) {
      pair.plain.close();
      pair.device.close();
    }
    plain.close();
    device.close();
  }
}
