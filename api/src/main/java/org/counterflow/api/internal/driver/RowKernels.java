package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;

/**
 * What samples of an adaptive run ask for, done for as many as possible at once: neighbours that ask for the same of neighbouring rows are
 * one pass over these rows, with a coefficient a row.
 */
final class RowKernels {
  private final Pool pool;
  private final Counters counters;

  RowKernels(Pool pool, Counters counters) {
    this.pool = pool;
    this.counters = counters;
  }

  /** Some of the samples, neighbours in a list. */
  private interface Run {
    void at(int from, int count);
  }

  /** Cuts 0 to n - 1 where neighbours do not go together. */
  private static void runs(int n, BiPredicate<Integer, Integer> together, Run run) {
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && together.test(to - 1, to)) to++;
      run.at(from, to - from);
      from = to;
    }
  }

  private Backend counted() {
    counters.kernels.increment();
    return pool.backend();
  }

  /** The values of sums, one a sample, in the rows of a new tensor. */
  List<Tensor> values(Shape shape, int[] samples, List<Sum> sums, List<String> names) {
    Tensor out = pool.take(shape, names.getFirst());
    combine(samples, sums, shape, pool.buffer(out));
    return rows(out, names);
  }

  /** The values of sums, one a sample, in the rows of a buffer. */
  void combine(int[] samples, List<Sum> sums, Shape shape, Buffer out) {
    runs(sums.size(), (a, b) -> alike(sums.get(a), sums.get(b)), (from, count) -> {
      var terms = new ArrayList<Term>();
      Sum s = sums.get(from);
      for (int k = 0; k < s.leaves().size(); k++) {
        var c = new double[count];
        for (int i = 0; i < count; i++) {
          c[i] = sums.get(from + i).coefficient(k, 0);
          Pool.check(sums.get(from + i).leaves().get(k), c[i], from + i);
        }
        // One for all rows where it is one: backends have shorter ways for that.
        double[] coefficients = Arrays.stream(c).allMatch(v -> v == c[0]) ? new double[] {c[0]} : c;
        if (coefficients.length == 1 && c[0] == 0) continue;
        terms.add(switch (s.leaves().get(k)) {
          case Tensor t -> new Term.OfBuffer(span(t, shape, count), coefficients);
          case Noise z -> new Term.OfNoise(z.stream(), coefficients);
          case Ones one -> new Term.OfOnes(coefficients);
          case Sum inner -> throw new AssertionError("a sum is no leaf: " + inner);
        });
      }
      var seeds = new long[count];
      for (int i = 0; i < count; i++) seeds[i] = pool.seed(samples[from + i]);
      pool.combine(out.rows(from, count), terms, seeds);
    });
  }

  private Buffer span(Tensor first, Shape shape, int count) {
    if (first.shape().elements() != shape.elements()) pool.fitting(first, shape);
    return span(first, count);
  }

  /** So many rows from a sample's row on; a row that counts for all samples stays one. */
  private Buffer span(Tensor first, int count) {
    if (first.storage() instanceof Part p) return p.whole().buffer().rows(p.from(), count);
    if (first.batch() > 1) throw new IllegalArgumentException("tensor " + first + " has " + first.batch() + " samples where 1 is at work");
    return pool.buffer(first);
  }

  private static boolean alike(Sum a, Sum b) {
    if (a.leaves().size() != b.leaves().size()) return false;
    for (int k = 0; k < a.leaves().size(); k++) if (!follows(a.leaves().get(k), b.leaves().get(k))) return false;
    return true;
  }

  private static boolean alike(List<Tensor> a, List<Tensor> b) {
    for (int k = 0; k < a.size(); k++) if (!follows(a.get(k), b.get(k))) return false;
    return true;
  }

  /** Whether {@code b} is for a sample what {@code a} is for the one before. */
  private static boolean follows(Expr a, Expr b) {
    return switch (a) {
      case Tensor t -> b instanceof Tensor u && (t.storage() instanceof Part p
          ? u.storage() instanceof Part q && p.whole() == q.whole() && q.from() == p.from() + 1 : t == u);
      case Noise z -> z.equals(b);
      case Ones one -> one.equals(b);
      case Sum s -> throw new AssertionError("a sum is no leaf: " + s);
    };
  }

  private static List<Tensor> rows(Tensor out, List<String> names) {
    Held h = Held.of(out);
    if (h == null) throw new AssertionError(out);
    var rows = new ArrayList<Tensor>(names.size());
    for (int i = 0; i < names.size(); i++) rows.add(new Tensor(out.shape(), names.get(i), Part.row(h, i)));
    return rows;
  }

  /** A row of what a network filled. */
  static Tensor row(Map<String, Tensor> outputs, String output, int row, String name) {
    Tensor t = outputs.get(output);
    if (t == null || !(t.storage() instanceof Held h)) throw new AssertionError(output);
    return new Tensor(t.shape(), name, Part.row(h, row));
  }

  double[] reduce(List<Request.Reduce> all) {
    var results = new double[all.size()];
    runs(all.size(), (a, b) -> all.get(a).reduction().equals(all.get(b).reduction()) && alike(all.get(a).of(), all.get(b).of()),
        (from, count) -> {
          Buffer[] in = all.get(from).of().stream().map(t -> span(t, count)).toArray(Buffer[]::new);
          double[] some = all.get(from).reduction().of(counted(), in);
          for (int i = 0; i < count; i++) results[from + i] = some[some.length == 1 ? 0 : i];
        });
    return results;
  }

  List<Tensor> map(Shape shape, List<Request.Map> all) {
    Tensor out = pool.take(shape, all.getFirst().name());
    runs(all.size(), (a, b) -> all.get(a).mapping() == all.get(b).mapping() && alike(all.get(a).of(), all.get(b).of()), (from, count) -> {
      Buffer[] in = all.get(from).of().stream().map(t -> span(t, count)).toArray(Buffer[]::new);
      double[] parameter = all.get(from).parameter().length == 0 ? new double[0] : new double[count];
      for (int i = 0; i < parameter.length; i++) parameter[i] = all.get(from + i).parameter()[0];
      all.get(from).mapping().apply(counted(), in, parameter, pool.buffer(out).rows(from, count));
    });
    return rows(out, all.stream().map(Request.Map::name).toList());
  }

  List<Tensor> posterior(Shape shape, List<Request.Posterior> all) {
    Tensor out = pool.take(shape, all.getFirst().name());
    runs(all.size(), (a, b) -> together(all.get(a), all.get(b)), (from, count) -> {
      Request.Posterior p = all.get(from);
      counted().mixturePosterior(p.mixture(), p.at().alpha(), p.at().sigma(), span(p.x(), count), pool.buffer(out).rows(from, count));
    });
    return rows(out, all.stream().map(Request.Posterior::name).toList());
  }

  private static boolean together(Request.Posterior a, Request.Posterior b) {
    Point p = a.at(), q = b.at();
    return a.mixture() == b.mixture() && p.samePlace(q) && follows(a.x(), b.x());
  }

  boolean[] finite(List<Tensor> states) {
    var finite = new boolean[states.size()];
    runs(states.size(), (a, b) -> follows(states.get(a), states.get(b)), (from, count) -> {
      for (int i = from; i < from + count; ) {
        int sick = (int) counted().firstNotFinite(span(states.get(i), from + count - i));
        int healthy = sick < 0 ? from + count : i + sick;
        Arrays.fill(finite, i, healthy, true);
        i = healthy + 1;
      }
    });
    return finite;
  }

  /** Whether the states of samples are the first rows of one tensor, in this order. */
  static boolean leads(List<Sum> states) {
    for (int i = 0; i < states.size(); i++) {
      Sum s = states.get(i);
      if (s.leaves().size() != 1 || s.coefficient(0, 0) != 1 || !(s.leaves().getFirst() instanceof Tensor t)) return false;
      if (!(t.storage() instanceof Part p) || p.from() != i) return false;
      if (i > 0 && !follows(states.get(i - 1).leaves().getFirst(), t)) return false;
    }
    return true;
  }
}
