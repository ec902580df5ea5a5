package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;

/** The plain backend and the vector backend side by side, with the same values in both. */
final class Twins implements AutoCloseable {
  final Precision precision;
  final Backend plain;
  final Backend vector;
  private final List<Pair> made = new ArrayList<>();

  Twins(Precision precision, int threads) {
    this.precision = precision;
    plain = plain(precision);
    vector = new CpuVectorProvider().open(Options.defaults().in(precision).threads(threads));
  }

  /** The oracle, found as users find it. */
  static Backend plain(Precision precision) {
    return Backends.installed().open("java", Options.defaults().in(precision));
  }

  /** One buffer in each backend. */
  record Pair(Buffer plain, Buffer vector) {
    Pair rows(long from, long count) {
      return new Pair(plain.rows(from, count), vector.rows(from, count));
    }
  }

  Pair empty(long rows, long elements) {
    var pair = new Pair(plain.allocate(rows, elements), vector.allocate(rows, elements));
    made.add(pair);
    return pair;
  }

  /** Numbers of every size from 1e-3 to 1e3, with both zeros among them. */
  Pair random(long rows, long elements, long seed) {
    var random = new SplittableRandom(seed);
    return filled(
        rows,
        elements,
        i -> {
          int kind = random.nextInt(32);
          return kind == 0 ? 0 : kind == 1 ? -0.0 : random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-3, 4));
        });
  }

  Pair filled(long rows, long elements, ToDoubleFunction<Integer> values) {
    Pair pair = empty(rows, elements);
    MemorySegment to = pair.plain.segment();
    for (int i = 0; i < rows * elements; i++) {
      double x = values.applyAsDouble(i);
      if (precision == Precision.F32) to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x);
      else to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
    }
    pair.vector.segment().copyFrom(to);
    return pair;
  }

  /** A term in each backend. */
  record TermPair(Term plain, Term vector) {}

  static TermPair term(Pair in, double... c) {
    return new TermPair(new Term.OfBuffer(in.plain, c), new Term.OfBuffer(in.vector, c));
  }

  static TermPair noise(long stream, double... c) {
    return new TermPair(new Term.OfNoise(stream, c), new Term.OfNoise(stream, c));
  }

  static TermPair ones(double... c) {
    return new TermPair(new Term.OfOnes(c), new Term.OfOnes(c));
  }

  void combine(Pair out, List<TermPair> terms, long... seeds) {
    plain.combine(out.plain, new Terms(terms.stream().map(TermPair::plain).toList(), seeds));
    vector.combine(out.vector, new Terms(terms.stream().map(TermPair::vector).toList(), seeds));
  }

  void assertCombines(Pair out, List<TermPair> terms, String what, long... seeds) {
    combine(out, terms, seeds);
    assertEqual(out, what);
  }

  /** Demands equal bits, and names the first element that has others. */
  void assertEqual(Pair pair, String what) {
    long byteAt = pair.plain.segment().mismatch(pair.vector.segment());
    if (byteAt < 0) return;
    long i = byteAt / precision.bytes();
    long n = pair.plain.elements();
    fail(what + ": row " + i / n + ", element " + i % n + " of " + n + " is " + at(pair.vector, i) + ", should be " + at(pair.plain, i));
  }

  /** An element that the vector backend computed. */
  double at(Pair pair, long i) {
    MemorySegment s = pair.vector.segment();
    return precision == Precision.F32 ? s.getAtIndex(ValueLayout.JAVA_FLOAT, i) : s.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
  }

  private String at(Buffer buffer, long i) {
    return precision == Precision.F32
        ? Float.toHexString(buffer.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i))
        : Double.toHexString(buffer.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, i));
  }

  static void assertSame(double[] expected, double[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    if (Arrays.equals(expected, actual)) return; // by bits
    fail(what + ": " + Arrays.toString(actual) + ", should be " + Arrays.toString(expected));
  }

  /** Frees what was made up to now. */
  void clear() {
    for (Pair pair : made) {
      pair.plain.close();
      pair.vector.close();
    }
    made.clear();
  }

  /** A copy of host values in an arena of its own. */
  static MemorySegment host(long bytes) {
    return Arena.ofAuto().allocate(bytes, 64);
  }

  @Override
  public void close() {
    clear();
    plain.close();
    vector.close();
  }
}
