package org.counterflow.backend.opencl.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.jspecify.annotations.Nullable;

/**
 * Linear combinations. One kernel for up to eight terms; a longer sum is cut, and continued from what is stored with 1 times that as its first
 * term, which changes no bit.
 *
 * <p>Compiling costs a driver more than the first sums do: a shape gets a kernel of its own once it was asked for some times, or where an
 * earlier run has left it; until then it is computed by the kernel of all shapes.
 */
final class Sums {
  private final Engine engine;
  private final OpenClMemory memory;
  private final int compileAfter;
  private final Map<String, Integer> asked = new HashMap<>();

  /**
   * Sums.
   *
   * @param compileAfter how often a shape is asked for until it is compiled
   */
  Sums(Engine engine, OpenClMemory memory, int compileAfter) {
    this.engine = engine;
    this.memory = memory;
    this.compileAfter = compileAfter;
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

  private static char kind(Term t) {
    return switch (t) {
      case Term.OfBuffer _ -> 'b';
      case Term.OfNoise _ -> 'n';
      case Term.OfOnes _ -> 'o';
    };
  }

  /**
   * One kernel.
   *
   * @param continues of each row, whether the first term is what terms before gave; null where it is a term like any other
   */
  private void run(OpenClBuffer out, List<Term> terms, long[] seeds, boolean @Nullable [] continues) {
    int rows = Math.toIntExact(out.samples());
    var kinds = new StringBuilder();
    for (Term t : terms) kinds.append(kind(t));
    boolean noise = kinds.indexOf("n") >= 0;
    int[] kept = kept(terms, rows, continues);
    boolean same = Arrays.stream(kept).allMatch(k -> k == (1 << terms.size()) - 1) && terms.stream().noneMatch(Sums::differs);
    synchronized (engine.queue()) {
      String shape = compiled(SumSource.shape(kinds.toString(), !same));
      boolean any = shape.equals(SumSource.ANY);
      // Rows that are computed alike are one long row.
      boolean flat = same && !noise && terms.stream().noneMatch(t -> t instanceof Term.OfBuffer b && b.input().samples() != rows);
      long n = flat ? out.count() : out.elements();
      int lines = flat ? 1 : rows;
      long blocks = Math.ceilDiv(n, 4L);
      try (Launch l = engine.launch("sum " + shape, SumSource.NAME, () -> SumSource.of(shape))) {
        l.memory(out.memory()).number(out.at()).number(n).number(blocks).number((long) lines);
        if (SumSource.isByRow(shape)) l.ints(Arrays.copyOf(kept, lines)).reals(table(terms, lines));
        if (any || noise) l.longs(seeds.length == 0 ? new long[1] : seeds);
        if (any) l.number(codes(kinds));
        for (int k = 0; k < (any ? SumSource.MOST_TERMS : terms.size()); k++) set(l, k < terms.size() ? terms.get(k) : null, shape, out);
        l.items(lines * blocks);
      }
    }
  }

  /** The shape whose kernel computes a shape: its own, or that of all. */
  private String compiled(String shape) {
    int times = asked.merge(shape, 1, (a, b) -> Math.min(a + b, compileAfter));
    return times >= compileAfter || engine.programs().isKept("sum " + shape, () -> SumSource.of(shape)) ? shape : SumSource.ANY;
  }

  /** The arguments of a term; where there is none, something in its place. */
  private void set(Launch l, @Nullable Term t, String shape, OpenClBuffer out) {
    boolean any = shape.equals(SumSource.ANY);
    if (t != null && !SumSource.isByRow(shape)) l.real(t.coefficients()[0]);
    if (t instanceof Term.OfBuffer b) l.rows(memory.own(b.input()));
    else if (any) l.rows(out);
    if (t instanceof Term.OfNoise z) l.number(z.stream());
    else if (any) l.number(0L);
  }

  /** Coefficients, [terms, rows]. */
  private static double[] table(List<Term> terms, int rows) {
    var table = new double[Math.max(1, terms.size()) * rows];
    for (int k = 0; k < terms.size(); k++) for (int r = 0; r < rows; r++) table[k * rows + r] = terms.get(k).coefficient(r);
    return table;
  }

  private static int codes(StringBuilder kinds) {
    int codes = 0;
    for (int k = 0; k < kinds.length(); k++) codes |= SumSource.KINDS.indexOf(kinds.charAt(k)) << 2 * k;
    return codes;
  }

  /** Whether the coefficient is not the same for all rows. */
  private static boolean differs(Term t) {
    double[] c = t.coefficients();
    for (double v : c) if (Double.doubleToRawLongBits(v) != Double.doubleToRawLongBits(c[0])) return true;
    return false;
  }

  /** A bit a term for each row, set where the term counts. */
  private static int[] kept(List<Term> terms, int rows, boolean @Nullable [] continues) {
    var kept = new int[rows];
    for (int k = 0; k < terms.size(); k++) {
      for (int r = 0; r < rows; r++) {
        boolean counts = k == 0 && continues != null ? continues[r] : terms.get(k).coefficient(r) != 0;
        if (counts) kept[r] |= 1 << k;
      }
    }
    return kept;
  }
}
