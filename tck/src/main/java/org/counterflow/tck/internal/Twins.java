package org.counterflow.tck.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;
import org.opentest4j.AssertionFailedError;

/** The plain backend and another one side by side, with the same values in both, wherever the other has them. */
public final class Twins implements AutoCloseable {
  private final Precision precision;
  private final Backend plain;
  private final Backend other;
  private final List<Pair> made = new ArrayList<>();

  /**
   * The plain backend beside this one, in its precision.
   *
   * @param other closed with this
   */
  public Twins(Backend other) {
    this.other = other;
    precision = other.precision();
    plain = Plain.in(precision);
  }

  /** The oracle. */
  public Backend plain() {
    return plain;
  }

  /** What is tested. */
  public Backend other() {
    return other;
  }

  /** Of both. */
  public Precision precision() {
    return precision;
  }

  /**
   * One buffer in each.
   *
   * @param plain the oracle's
   * @param other that of the backend under test
   */
  public record Pair(Buffer plain, Buffer other) {
    /** Views of rows of both. */
    public Pair rows(long from, long count) {
      return new Pair(plain.rows(from, count), other.rows(from, count));
    }
  }

  /**
   * A term in each.
   *
   * @param plain for the oracle
   * @param other for the backend under test
   */
  public record TermPair(Term plain, Term other) {}

  /** Zeros. */
  public Pair empty(long rows, long elements) {
    var pair = new Pair(plain.allocate(rows, elements), other.allocate(rows, elements));
    made.add(pair);
    return pair;
  }

  /** Numbers of every size from 1e-3 to 1e3, with both zeros among them. */
  public Pair random(long rows, long elements, long seed) {
    var random = new SplittableRandom(seed);
    return filled(rows, elements, _ -> {
      int kind = random.nextInt(32);
      return kind == 0 ? 0 : kind == 1 ? -0.0 : random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-3, 4));
    });
  }

  /** These numbers, rounded to the precision. */
  public Pair filled(long rows, long elements, IntToDoubleFunction values) {
    Pair pair = empty(rows, elements);
    set(pair, values);
    return pair;
  }

  /** Writes these numbers. */
  public void set(Pair pair, IntToDoubleFunction values) {
    long n = pair.plain.samples() * pair.plain.elements();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate(n * precision.bytes(), 64);
      for (int i = 0; i < n; i++) {
        double x = values.applyAsDouble(i);
        if (precision == Precision.F32) host.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x);
        else host.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
      }
      plain.upload(host, pair.plain);
      other.upload(host, pair.other);
    }
  }

  /** Stored values with a coefficient, or one a row. */
  public static TermPair term(Pair in, double... c) {
    return new TermPair(new Term.OfBuffer(in.plain, c), new Term.OfBuffer(in.other, c));
  }

  /** Normals. */
  public static TermPair noise(long stream, double... c) {
    return new TermPair(new Term.OfNoise(stream, c), new Term.OfNoise(stream, c));
  }

  /** Ones. */
  public static TermPair ones(double... c) {
    return new TermPair(new Term.OfOnes(c), new Term.OfOnes(c));
  }

  /** Combines in both. */
  public void combine(Pair out, List<TermPair> terms, long... seeds) {
    plain.combine(out.plain, new Terms(terms.stream().map(TermPair::plain).toList(), seeds));
    other.combine(out.other, new Terms(terms.stream().map(TermPair::other).toList(), seeds));
  }

  /** Combines in both and demands equal bits. */
  public void assertCombines(Pair out, List<TermPair> terms, String what, long... seeds) {
    combine(out, terms, seeds);
    assertEqual(out, what);
  }

  /** Demands equal bits, and names the first element that has others. */
  public void assertEqual(Pair pair, String what) {
    long n = pair.plain.samples() * pair.plain.elements();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment expected = arena.allocate(n * precision.bytes(), 64), got = arena.allocate(n * precision.bytes(), 64);
      plain.download(pair.plain, expected);
      other.download(pair.other, got);
      assertEqual(expected, got, pair.plain.elements(), what);
    }
  }

  private void assertEqual(MemorySegment expected, MemorySegment got, long elements, String what) {
    long at = expected.mismatch(got);
    if (at < 0) return;
    long i = at / precision.bytes();
    throw new AssertionFailedError(name() + ": " + what + ": row " + i / elements + ", element " + i % elements + " of " + elements + " is "
        + text(got, i) + ", should be " + text(expected, i));
  }

  private String text(MemorySegment values, long i) {
    return precision == Precision.F32 ? Float.toHexString(values.getAtIndex(ValueLayout.JAVA_FLOAT, i))
        : Double.toHexString(values.getAtIndex(ValueLayout.JAVA_DOUBLE, i));
  }

  /** Demands equal bits of one number a row. */
  public void assertSame(double[] expected, double[] got, String what) {
    if (Arrays.equals(expected, got)) return;
    int i = Math.max(0, Arrays.mismatch(expected, got));
    throw new AssertionFailedError(name() + ": " + what + (got.length != expected.length ? " gives " + got.length + " numbers for "
        + expected.length + " rows" : ": row " + i + " is " + Double.toHexString(got[i]) + ", should be " + Double.toHexString(expected[i])));
  }

  /** Whose fault a difference is. */
  public String name() {
    return other.id() + " in " + precision;
  }

  /** Frees what was made up to now. */
  public void clear() {
    for (Pair pair : made) {
      pair.plain.close();
      pair.other.close();
    }
    made.clear();
  }

  @Override
  public void close() {
    try (Backend _ = plain; Backend _ = other) {
      clear();
    }
  }
}
