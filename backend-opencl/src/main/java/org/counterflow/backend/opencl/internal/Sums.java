package org.counterflow.backend.opencl.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.jspecify.annotations.Nullable;

/**
 * Linear combinations. One kernel for up to eight terms; a longer sum is cut, and continued from what is stored with 1 times that as its first
 * term, which changes no bit.
 */
final class Sums {
  private final Engine engine;
  private final OpenClMemory memory;

  Sums(Engine engine, OpenClMemory memory) {
    this.engine = engine;
    this.memory = memory;
  }

  /** {@code out} as the sum of checked terms. */
  void combine(OpenClBuffer out, Terms terms) {
    List<Term> all = terms.list().stream().filter(t -> Arrays.stream(t.coefficients()).anyMatch(c -> c != 0)).toList();
    if (all.size() <= SumSource.MOST_TERMS) {
      run(out, all, terms.seeds(), null);
      return;
    }
    // Not into the output, which later terms may read.
    try (OpenClBuffer stored = memory.allocate(out.samples(), out.elements())) {
      var before = new boolean[Math.toIntExact(out.samples())];
      for (int from = 0; from < all.size(); ) {
        var some = new ArrayList<Term>();
        if (from > 0) some.add(new Term.OfBuffer(stored, new double[] {1}));
        int to = Math.min(all.size(), from + SumSource.MOST_TERMS - some.size());
        some.addAll(all.subList(from, to));
        run(to < all.size() ? stored : out, some, terms.seeds(), from > 0 ? before : null);
        for (Term t : all.subList(from, to)) for (int r = 0; r < before.length; r++) before[r] |= t.coefficient(r) != 0;
        from = to;
      }
    }
  }

  /**
   * One kernel.
   *
   * @param continues of each row, whether the first term is what terms before gave; null where it is a term like any other
   */
  private void run(OpenClBuffer out, List<Term> terms, long[] seeds, boolean @Nullable [] continues) {
    int rows = Math.toIntExact(out.samples());
    int[] kept = kept(terms, rows, continues);
    var shape = new StringBuilder();
    boolean flat = kept.length == 0;
    boolean noise = false;
    for (Term t : terms) {
      char kind = switch (t) {
        case Term.OfBuffer _ -> 'b';
        case Term.OfNoise _ -> 'n';
        case Term.OfOnes _ -> 'o';
      };
      boolean byRow = isByRow(t);
      shape.append(byRow ? Character.toUpperCase(kind) : kind);
      noise |= kind == 'n';
      flat &= !byRow && kind != 'n' && !(t instanceof Term.OfBuffer b && b.input().samples() != rows);
    }
    if (kept.length > 0) shape.append('-');
    long n = flat ? out.count() : out.elements();
    long lines = flat ? 1 : rows;
    long blocks = Math.ceilDiv(n, 4L);
    String name = shape.toString();
    synchronized (engine.queue()) {
      try (Launch l = engine.launch("sum " + name, SumSource.NAME, () -> SumSource.of(name))) {
        l.memory(out.memory()).number(out.at()).number(n).number(blocks).number(lines);
        if (kept.length > 0) l.ints(kept);
        if (noise) l.longs(seeds);
        for (Term t : terms) {
          if (isByRow(t)) l.reals(t.coefficients());
          else l.real(t.coefficients()[0]);
          if (t instanceof Term.OfBuffer b) l.rows(memory.own(b.input()));
          if (t instanceof Term.OfNoise z) l.number(z.stream());
        }
        l.items(lines * blocks);
      }
    }
  }

  /** Whether the coefficient has to be looked up: not where all are the same. */
  private static boolean isByRow(Term t) {
    double[] c = t.coefficients();
    for (double v : c) if (Double.doubleToRawLongBits(v) != Double.doubleToRawLongBits(c[0])) return true;
    return false;
  }

  /** A bit a term for each row, set where the term counts; empty where all do. */
  private static int[] kept(List<Term> terms, int rows, boolean @Nullable [] continues) {
    var kept = new int[rows];
    boolean all = true;
    for (int k = 0; k < terms.size(); k++) {
      for (int r = 0; r < rows; r++) {
        boolean counts = k == 0 && continues != null ? continues[r] : terms.get(k).coefficient(r) != 0;
        if (counts) kept[r] |= 1 << k;
        all &= counts;
      }
    }
    return all ? new int[0] : kept;
  }
}
