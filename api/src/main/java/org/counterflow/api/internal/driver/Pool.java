package org.counterflow.api.internal.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
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
  private final Map<Value, Tensor> placed = new IdentityHashMap<>();
  private final Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A pool.
   *
   * @param seeds one a sample
   * @param padded rows of each buffer, at least the samples
   */
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

  long seed(int row) {
    return seeds[row];
  }

  /** Of the samples, without padding. */
  long[] seeds() {
    return Arrays.copyOf(seeds, rows);
  }

  /** New values, not cleared. */
  Tensor take(Shape shape, String name) {
    ArrayDeque<Buffer> those = free.computeIfAbsent(shape.elements(), n -> new ArrayDeque<>());
    Buffer b = those.isEmpty() ? slabs.take(padded, shape.elements()) : those.removeFirst();
    return live(shape, name, b, rows);
  }

  private Tensor live(Shape shape, String name, Buffer b, int batch) {
    var t = new Tensor(shape, name, new Held(backend, b, batch, name));
    live.add(t);
    return t;
  }

  /** New values of so many rows, or as many as all others have, not cleared. */
  Tensor take(Shape shape, String name, int atLeast) {
    return atLeast <= padded ? take(shape, name) : live(shape, name, slabs.take(atLeast, shape.elements()), rows);
  }

  /**
   * New values of several times the pool's rows, one part behind the other; not cleared.
   *
   * @param atLeast rows of all of them
   */
  List<Tensor> take(Shape shape, List<String> names, int atLeast) {
    long most = Math.max((long) padded * names.size(), atLeast);
    Tensor all = live(shape, names.getFirst(), slabs.take(most, shape.elements()), rows);
    var parts = new ArrayList<Tensor>(names.size());
    for (int k = 0; k < names.size(); k++)
      parts.add(new Tensor(shape, names.get(k), new Part((Held) all.storage(), k * padded, padded, rows)));
    return parts;
  }

  /** A tensor's values, padding rows included; one row if the tensor has one for all. */
  Buffer buffer(Tensor t) {
    return switch (t.storage()) {
      case Held h -> h.buffer();
      case Part p -> p.buffer();
      default -> {
        used.add(t);
        yield given.computeIfAbsent(t, this::upload);
      }
    };
  }

  /** A copy of a tensor's values, without padding. */
  double[] read(Tensor t) {
    return t.storage().toDoubles();
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

  /** Fills the rows from one on with the row before it. */
  void repeat(Tensor t, int from) {
    Buffer b = buffer(t);
    int more = Math.toIntExact(b.samples()) - from;
    if (more > 0) combine(b.rows(from, more), List.of(new Term.OfBuffer(b.rows(from - 1, 1), new double[] {1})), new long[more]);
  }

  /**
   * The rows of the pool's samples among a run's values, kept as long as the pool.
   *
   * @param values as many rows as the run has samples, or one for all
   * @param first the pool's first sample in the run
   */
  Tensor place(String name, Value values, int first) {
    return placed.computeIfAbsent(values, v -> {
      boolean one = v.count() == 1;
      Shape shape = v.dimensions().row();
      Tensor t = one ? live(shape, name, slabs.take(1, shape.elements()), 1) : take(shape, name);
      fill(t, v, one ? 0 : first, one ? 1 : rows);
      return t;
    });
  }

  /** Values of a run as a tensor of the pool's samples. */
  Tensor start(Value values, int first) {
    Tensor t = take(values.dimensions().row(), "start");
    fill(t, values, values.count() == 1 ? 0 : first, values.count() == 1 ? 1 : rows);
    return t;
  }

  /** Copies rows of typed values from {@code first} on, and the last once more into each padding row. */
  private void fill(Tensor to, Value from, int first, int n) {
    Buffer b = buffer(to);
    try (Hold h = from.rows(first, n).hold(Memory.HOST, Access.READ)) {
      long row = h.segment().byteSize() / n;
      if (from.type().isFloat()) {
        backend.convert(h.segment(), from.type().precision(), b.rows(0, n));
        for (long r = n; r < b.samples(); r++) backend.convert(h.segment().asSlice((n - 1) * row, row), from.type().precision(), b.rows(r, 1));
      } else {
        int elements = Math.toIntExact(to.shape().elements());
        var values = new double[Math.toIntExact(b.samples()) * elements];
        for (int i = 0; i < values.length; i++)
          values[i] = from.type().get(h.segment(), (long) Math.min(i / elements, n - 1) * elements + i % elements);
        Held.write(backend, values, b);
      }
    }
    counters.copies.increment();
  }

  /** The tensor of the batch that a sum is a multiple of, the same for all samples; null if it is none. */
  @Nullable Tensor only(Sum s) {
    if (s.leaves().size() != 1 || s.isPerSample(0)) return null;
    if (!(s.leaves().getFirst() instanceof Tensor t)) return null;
    boolean own = t.storage() instanceof Held h ? h.batch() == rows : t.storage() instanceof Part;
    return own ? t : null;
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
    combine(s, out.shape(), buffer(out));
  }

  /** Into rows of a buffer that has as many as the pool. */
  void combine(Sum s, Shape shape, Buffer out) {
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
        case Tensor t -> new Term.OfBuffer(fitting(t, shape), c);
        case Noise z -> new Term.OfNoise(z.stream(), c);
        case Ones one -> new Term.OfOnes(c);
        case Sum inner -> throw new AssertionError("a sum is no leaf: " + inner);
      });
    }
    combine(out, terms, seeds);
  }

  void combine(Buffer out, List<Term> terms, long[] rowSeeds) {
    backend.combine(out, new Terms(terms, rowSeeds));
    counters.kernels.increment();
  }

  static void check(Expr leaf, double coefficient, int row) {
    if (!Double.isFinite(coefficient)) throw new CoefficientException(leaf.toString(), coefficient, row);
  }

  Buffer fitting(Tensor t, Shape shape) {
    if (t.shape().elements() != shape.elements())
      throw new IllegalArgumentException("tensor " + t + " of shape " + t.shape() + " in a sum of shape " + shape);
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
    Set<Held> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Collection<Tensor> some : List.of(keep, placed.values())) {
      for (Tensor t : some) {
        Held h = Held.of(t);
        if (h != null) kept.add(h);
      }
    }
    live.removeIf(t -> {
      if (!(t.storage() instanceof Held h)) throw new AssertionError(t);
      if (kept.contains(h)) return false;
      release(h.release());
      return true;
    });
    given.entrySet().removeIf(e -> {
      if (keep.contains(e.getKey()) || used.contains(e.getKey())) return false;
      e.getValue().close();
      return true;
    });
    used.clear();
  }

  private void release(Buffer b) {
    if (b.samples() == padded) free.computeIfAbsent(b.elements(), n -> new ArrayDeque<>()).addFirst(b);
    else slabs.give(b);
  }

  @Override
  public void close() {
    used.clear();
    placed.clear();
    sweep(Set.of());
    free.values().forEach(q -> q.forEach(slabs::give));
    free.clear();
  }
}
