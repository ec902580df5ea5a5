package org.counterflow.tck.internal;

import static org.counterflow.tck.internal.Twins.noise;
import static org.counterflow.tck.internal.Twins.ones;
import static org.counterflow.tck.internal.Twins.term;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Precision;
import org.counterflow.tck.internal.Twins.Pair;
import org.counterflow.tck.internal.Twins.TermPair;

/** Operations of a backend beside those of the plain one: each must give equal bits. */
public final class BackendBits {
  /** Around the widths of vectors, of blocks of partial sums and of work groups. */
  private static final int[] LENGTHS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025,
      4099};
  private static final int[] FEW = {1, 3, 16, 65, 300, 2049};

  private BackendBits() {}

  /** Sums of every length and number of terms. */
  public static void sums(Twins t) {
    for (int n : LENGTHS) {
      var terms = new ArrayList<TermPair>();
      for (int k = 0; k < (n < 70 ? 20 : 9); k++) {
        terms.add(term(t.random(2, n, 1000L * n + k), 0.3 + k));
        t.assertCombines(t.empty(2, n), terms, "a sum of " + terms.size() + " terms must be v = c0 x0, then v = fma(c, x, v)");
      }
      t.clear();
    }
  }

  /** A coefficient a row, one row for all, empty sums, zeros. */
  public static void rows(Twins t) {
    var random = new SplittableRandom(3);
    for (int rows : new int[] {1, 2, 3, 5, 7, 64, 513}) {
      for (int n : rows > 7 ? new int[] {1, 3, 7} : FEW) {
        for (int repeat = 0; repeat < 4; repeat++)
          t.assertCombines(t.empty(rows, n), randomTerms(t, random, rows, n), "coefficients a row, " + rows + " rows of " + n,
              random.longs(rows).toArray());
        t.clear();
      }
    }
    Pair x = t.random(4, 3, 1);
    t.assertCombines(t.random(4, 3, 2), List.of(), "an empty sum is +0");
    t.assertCombines(t.random(4, 3, 2), List.of(term(x, 0, 1, 0, -0.0), noise(1, 0, 0, 0, 3)), "coefficients that are 0 are dropped", 1, 2, 3, 4);
    Pair zeros = t.filled(1, 5, i -> i % 2 == 0 ? -0.0 : 1);
    t.assertCombines(t.empty(1, 5), List.of(term(zeros, 1), term(zeros, 1e-60)), "a coefficient that rounds to 0 is not dropped");
  }

  private static List<TermPair> randomTerms(Twins t, SplittableRandom random, int rows, int n) {
    var terms = new ArrayList<TermPair>();
    for (int k = random.nextInt(1, 13); k > 0; k--) {
      double[] c = new double[random.nextBoolean() ? 1 : rows];
      for (int i = 0; i < c.length; i++) c[i] = random.nextInt(3) == 0 ? 0 : random.nextDouble(-2, 2);
      terms.add(switch (random.nextInt(8)) {
        case 0 -> ones(c);
        case 1 -> noise(random.nextLong(), c);
        case 2 -> term(t.random(1, n, random.nextLong()), c);
        default -> term(t.random(rows, n, random.nextLong()), c);
      });
    }
    return terms;
  }

  /** An input that is the output. */
  public static void aliases(Twins t) {
    for (int n : FEW) {
      for (int count : new int[] {1, 2, 8, 9, 17}) {
        for (int own = 0; own < count; own += 4) {
          Pair out = t.random(3, n, own);
          var terms = new ArrayList<TermPair>();
          for (int k = 0; k < count; k++) terms.add(term(k == own ? out : t.random(3, n, 50 + k), 1.1 + k, k, 0.5));
          t.assertCombines(out, terms, "term " + own + " of " + count + " is the output");
          t.clear();
        }
      }
      for (int target = 0; target < 3; target++) {
        Pair[] in = {t.random(3, n, 1), t.random(3, n, 2), t.random(3, n, 3)};
        t.plain().blend(in[0].plain(), in[1].plain(), in[2].plain(), in[target].plain());
        t.other().blend(in[0].other(), in[1].other(), in[2].other(), in[target].other());
        t.assertEqual(in[target], "blend into its input " + target);
      }
      t.clear();
    }
  }

  /** Parts of a batch. */
  public static void views(Twins t) {
    for (int n : FEW) {
      Pair x = t.random(9, n, 1), out = t.empty(9, n);
      t.combine(out.rows(2, 4), List.of(term(x.rows(5, 4), 2), term(x.rows(0, 1), 0.5), noise(3, 1)), 1, 2, 3, 4);
      t.assertEqual(out, "rows 2 to 5 of 9");
      t.assertSame(t.plain().norm(out.plain().rows(2, 3)), t.other().norm(out.other().rows(2, 3)), "norm of rows 2 to 4");
      assertThrows(IndexOutOfBoundsException.class, () -> x.other().rows(8, 2), t.name() + ": rows beyond the buffer");
      x.other().rows(0, 1).close();
      t.assertEqual(x, "closing a view does nothing");
      t.clear();
    }
  }

  /** Normals of every length, and of a seed wherever it stands. */
  public static void noises(Twins t) {
    for (int n : LENGTHS) {
      Pair out = t.empty(3, n);
      t.assertCombines(out, List.of(noise(0x0300000012345678L, 1)), "noise of " + n + " elements", 42, -1, 0x123456789abcdef0L);
      t.assertCombines(out, List.of(noise(1, 0.3), term(out, -2), noise(2, 0.7)), "two noises in one sum", 1, 2, 3);
      t.clear();
    }
    Pair three = t.empty(3, 65), one = t.empty(1, 65);
    t.combine(three, List.of(noise(9, 1)), 5, 6, 7);
    t.combine(one, List.of(noise(9, 1)), 6);
    t.other().combine(one.other(), new Terms(List.of(new Term.OfBuffer(one.other(), new double[] {1}), new Term.OfBuffer(three.other().rows(1, 1),
        new double[] {-1})), new long[0]));
    if (t.other().norm(one.other())[0] != 0) fail(t.name() + ": the noise of seed 6 alone is not that of seed 6 in the middle of a batch");
  }

  /** Norms, means, products and quantiles. */
  public static void reductions(Twins t) {
    for (int n : LENGTHS) reductions(t, 3, n);
    for (int n : new int[] {1, 2, 33}) reductions(t, 2100, n);
  }

  private static void reductions(Twins t, int rows, int n) {
    Pair a = t.random(rows, n, 1), b = t.random(rows, n, 2), c = t.random(rows, n, 3), one = t.random(1, n, 4);
    String sums = " of " + n + " elements: 64 partial sums, element i in sum i % 64, folded in halves";
    t.assertSame(t.plain().norm(a.plain()), t.other().norm(a.other()), "norm" + sums);
    t.assertSame(t.plain().mean(a.plain()), t.other().mean(a.other()), "mean" + sums);
    t.assertSame(t.plain().dot(a.plain(), b.plain()), t.other().dot(a.other(), b.other()), "dot" + sums);
    t.assertSame(t.plain().dot(one.plain(), b.plain()), t.other().dot(one.other(), b.other()), "dot with one row for all");
    for (var u : new Tolerance[] {new Tolerance(1e-3, 1e-2), new Tolerance(0.5, 0)}) {
      t.assertSame(t.plain().errorNorm(a.plain(), b.plain(), c.plain(), u), t.other().errorNorm(a.other(), b.other(), c.other(), u), "error norm"
          + sums);
      t.assertSame(t.plain().errorNorm(a.plain(), one.plain(), c.plain(), u), t.other().errorNorm(a.other(), one.other(), c.other(), u),
          "error norm with one row for all");
    }
    for (double q : new double[] {0, 0.1, 0.5, 0.995, 1})
      t.assertSame(t.plain().quantileOfAbs(a.plain(), q), t.other().quantileOfAbs(a.other(), q), "quantile " + q + " of |x| of " + n + " elements");
    t.clear();
  }

  /** The first row with a value that is not finite. */
  public static void notFinite(Twins t) {
    for (int n : FEW) {
      Pair a = t.random(5, n, n);
      assertEquals(-1, t.other().firstNotFinite(a.other()), t.name() + ": all is finite");
      for (int row = 4; row >= 0; row--) {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
          int at = row * n + (row * 37 + n / 2) % n;
          t.set(a, i -> i == at ? bad : 1);
          assertEquals(row, t.other().firstNotFinite(a.other()), t.name() + ": a row of " + n + " elements with " + bad);
        }
      }
      t.clear();
    }
  }

  /** Products, blends, clamps and exponentials. */
  public static void elementwise(Twins t) {
    for (int n : LENGTHS) elementwise(t, 2, n);
    elementwise(t, 700, 3);
  }

  private static void elementwise(Twins t, int rows, int n) {
    Pair a = t.random(rows, n, 1), b = t.random(rows, n, 2), one = t.random(1, n, 3), mask = t.filled(rows, n, i -> i % 3 / 2.0),
        out = t.empty(rows, n);
    t.plain().multiply(a.plain(), b.plain(), out.plain());
    t.other().multiply(a.other(), b.other(), out.other());
    t.assertEqual(out, "product");
    t.plain().multiply(out.plain(), one.plain(), out.plain());
    t.other().multiply(out.other(), one.other(), out.other());
    t.assertEqual(out, "product with one row for all");
    t.plain().blend(mask.plain(), a.plain(), b.plain(), out.plain());
    t.other().blend(mask.other(), a.other(), b.other(), out.other());
    t.assertEqual(out, "blend, fma(m, a, fma(-m, b, b))");
    var bounds = new double[rows];
    for (int i = 0; i < rows; i++) bounds[i] = i % 4 == 0 ? 0 : 0.5 * i;
    for (double[] bound : new double[][] {{0.75}, {-0.0}, bounds}) {
      t.plain().clamp(a.plain(), bound, out.plain());
      t.other().clamp(a.other(), bound, out.other());
      t.assertEqual(out, bound.length == 1 ? "clamp to " + bound[0] : "clamp with a bound a row");
    }
    Pair x = t.filled(rows, n, i -> 80 - i * 7919L % 8000 * 0.1);
    t.plain().exp(x.plain(), x.plain());
    t.other().exp(x.other(), x.other());
    t.assertEqual(x, "exp by the specified polynomial");
    t.clear();
  }

  /** Posterior means of the three forms of the specification. */
  public static void posteriors(Twins t) {
    for (int components : new int[] {1, 3, 63, 64, 65, 130}) {
      for (int dimensions : new int[] {1, 2, 15, 17, 64, 65}) {
        double[] means = new SplittableRandom(components * 1000L + dimensions).doubles((long) components * dimensions, -2, 2).toArray();
        double[] widths = new double[components], weights = new double[components], varied = new double[components],
            weighted = new double[components];
        for (int k = 0; k < components; k++) {
          widths[k] = 0.3;
          weights[k] = 1;
          varied[k] = 0.1 + k % 7 * 0.12;
          weighted[k] = 1 + k % 3;
        }
        posterior(t, Mixture.ofData(dimensions, means), "a data set");
        posterior(t, Mixture.of(dimensions, means, widths, weights), "a mixture of one width");
        posterior(t, Mixture.of(dimensions, means, varied, weighted), "a mixture");
      }
    }
    Pair x = t.empty(1, 3);
    var data = Mixture.ofData(2, new double[] {1, 2});
    assertThrows(IllegalArgumentException.class, () -> t.other().mixturePosterior(data, 1, 1, x.other(), x.other()), t.name()
        + ": 3 elements for 2 dimensions");
    Pair y = t.empty(1, 2);
    assertThrows(IllegalArgumentException.class, () -> t.other().mixturePosterior(data, 0, 1, y.other(), y.other()), t.name() + ": alpha 0");
    assertThrows(IllegalArgumentException.class, () -> t.other().mixturePosterior(data, 1, Double.NaN, y.other(), y.other()), t.name()
        + ": sigma NaN");
  }

  private static void posterior(Twins t, Mixture m, String what) {
    for (double sigma : new double[] {0.05, 1.5}) {
      Pair x = t.random(5, m.dimensions(), 9), out = t.empty(5, m.dimensions());
      t.set(x, i -> Math.sin(i * 1.7) * 2);
      t.plain().mixturePosterior(m, 0.75, sigma, x.plain(), out.plain());
      t.other().mixturePosterior(m, 0.75, sigma, x.other(), out.other());
      t.assertEqual(out, "posterior mean of " + what + " of " + m.components() + " components in " + m.dimensions() + " dimensions, sigma "
          + sigma);
      t.other().mixturePosterior(m, 0.75, sigma, x.other(), x.other());
      t.plain().combine(x.plain(), new Terms(List.of(new Term.OfBuffer(out.plain(), new double[] {1})), new long[0]));
      t.assertEqual(x, "posterior mean in place");
    }
    t.clear();
  }

  /** Values given out and taken in, in each precision. */
  public static void conversions(Twins t) {
    try (Arena arena = Arena.ofConfined()) {
      for (int n : FEW) {
        Pair a = t.random(2, n, n), back = t.empty(2, n);
        for (Precision p : Precision.values()) {
          for (double scale : new double[] {1, 0.3, -1e-4, 1e5}) {
            MemorySegment expected = arena.allocate(2L * n * p.bytes(), 64), got = arena.allocate(2L * n * p.bytes(), 64);
            t.plain().convert(a.plain(), scale, p, expected);
            t.other().convert(a.other(), scale, p, got);
            if (expected.mismatch(got) >= 0) fail(t.name() + ": " + scale + " x in " + p + ": value " + expected.mismatch(got) / p.bytes()
                + " has other bits");
            t.plain().convert(expected, p, back.plain());
            t.other().convert(expected, p, back.other());
            t.assertEqual(back, "values of " + p + " taken in");
          }
        }
        MemorySegment small = arena.allocate(7);
        assertThrows(IllegalArgumentException.class, () -> t.other().upload(small, a.other()), t.name() + ": 7 bytes for " + 2 * n + " values");
        assertThrows(IllegalArgumentException.class, () -> t.other().download(a.other(), small), t.name() + ": " + 2 * n + " values for 7 bytes");
        t.clear();
      }
    }
  }
}
