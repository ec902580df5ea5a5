package org.counterflow.api.internal.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a batch: buffers come back at the end of a step, handles do not. Buffers have padding rows, equal to the last sample's,
 * so that a network's micro-batch is a plain view of them; nothing outside this package sees these rows.
 */
final class Pool implements AutoCloseable {
  private final Backend backend;
  private final Counters counters;
  private final int rows;
  private final int padded;
  private final long[] seeds;
  private final Map<Long, ArrayDeque<Buffer>> free = new HashMap<>();
  private final Slabs slabs;
  private final List<Tensor> live = new ArrayList<>();
  private final Map<Tensor, Buffer> given = new IdentityHashMap<>();
  private final Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());

  Pool(Backend backend, Slabs slabs, Counters counters, long[] seeds, int padded) {
    this.backend = backend;
    this.slabs = slabs;
    this.counters = counters;
    this.rows = seeds.length;
    this.padded = padded;
    this.seeds = Arrays.copyOf(seeds, padded);
    Arrays.fill(this.seeds, rows, padded, seeds[rows - 1]);
  }

  Backend backend() {
    return backend;
  }

  int rows() {
    return rows;
  }

  int padded() {
    return padded;
  }

  /** New values, not cleared. */
  Tensor take(Shape shape, String name) {
    ArrayDeque<Buffer> those = free.computeIfAbsent(shape.elements(), n -> new ArrayDeque<>());
    Buffer b = those.isEmpty() ? slabs.take(padded, shape.elements()) : those.removeFirst();
    var t = new Tensor(shape, name, new Held(backend, b, rows, name));
    live.add(t);
    return t;
  }

  /** A tensor's values, padding rows included; one row if the tensor has one for all. */
  Buffer buffer(Tensor t) {
    if (t.storage() instanceof Held h) return h.buffer();
    used.add(t);
    return given.computeIfAbsent(t, this::upload);
  }

  private Buffer upload(Tensor t) {
    if (t.batch() != 1 && t.batch() != rows)
      throw new IllegalArgumentException("tensor " + t + " has " + t.batch() + " samples where " + rows + " are at work");
    int n = Math.toIntExact(t.shape().elements());
    int to = t.batch() == 1 ? 1 : padded;
    double[] values = Arrays.copyOf(t.toDoubles(), to * n);
    for (int r = t.batch(); r < to; r++) System.arraycopy(values, (t.batch() - 1) * n, values, r * n, n);
    Buffer b = backend.allocate(to, n);
    Held.write(backend, values, b);
    counters.copies.increment();
    return b;
  }

  /** The tensor of the batch that a sum is a multiple of, the same for all samples; null if it is none. */
  @Nullable Tensor only(Sum s) {
    if (s.leaves().size() != 1 || s.isPerSample(0)) return null;
    return s.leaves().getFirst() instanceof Tensor t && t.storage() instanceof Held ? t : null;
  }

  /** The expression's value: a tensor of the batch is its own, {@code 1 * t} is {@code t}, anything else is one kernel. */
  Tensor value(Expr e, Shape shape, String name) {
    Sum s = Sum.of(e);
    Tensor t = only(s);
    if (t != null && s.coefficient(0, 0) == 1) {
      buffer(t);
      return t;
    }
    Tensor out = take(shape, name);
    combine(s, out);
    return out;
  }

  void combine(Sum s, Tensor out) {
    var terms = new ArrayList<Term>(s.leaves().size());
    for (int k = 0; k < s.leaves().size(); k++) {
      double[] c = padded(s.coefficients(k));
      Expr leaf = s.leaves().get(k);
      boolean zero = true;
      for (int r = 0; r < c.length; r++) {
        check(leaf, c[r], c.length == 1 ? -1 : r);
        zero &= c[r] == 0;
      }
      if (zero) continue;
      terms.add(switch (leaf) {
        case Tensor t -> new Term.OfBuffer(fitting(t, out), c);
        case Noise z -> new Term.OfNoise(z.stream(), c);
        case Ones one -> new Term.OfOnes(c);
        case Sum inner -> throw new AssertionError("a sum is no leaf: " + inner);
      });
    }
    backend.combine(buffer(out), new Terms(terms, seeds));
    counters.kernels.increment();
  }

  static void check(Expr leaf, double coefficient, int row) {
    if (!Double.isFinite(coefficient)) throw new CoefficientException(leaf.toString(), coefficient, row);
  }

  private Buffer fitting(Tensor t, Tensor out) {
    if (t.shape().elements() != out.shape().elements())
      throw new IllegalArgumentException("tensor " + t + " of shape " + t.shape() + " in a sum of shape " + out.shape());
    return buffer(t);
  }

  /** One number a sample as one a row, padding included. */
  double[] padded(double[] perSample) {
    if (perSample.length == 1) return perSample;
    if (perSample.length != rows)
      throw new IllegalArgumentException(perSample.length + " numbers, one a sample, where " + rows + " samples are at work");
    double[] c = Arrays.copyOf(perSample, padded);
    Arrays.fill(c, rows, padded, perSample[rows - 1]);
    return c;
  }

  /** The end of a step: what is not kept is released, but for given values that this step used and the next may use again. */
  void sweep(Set<Tensor> keep) {
    live.removeIf(t -> {
      if (keep.contains(t)) return false;
      free.computeIfAbsent(t.shape().elements(), n -> new ArrayDeque<>()).addFirst(((Held) t.storage()).release());
      return true;
    });
    given.entrySet().removeIf(e -> {
      if (keep.contains(e.getKey()) || used.contains(e.getKey())) return false;
      e.getValue().close();
      return true;
    });
    used.clear();
  }

  @Override
  public void close() {
    used.clear();
    sweep(Set.of());
    free.values().forEach(q -> q.forEach(slabs::give));
    free.clear();
  }
}
