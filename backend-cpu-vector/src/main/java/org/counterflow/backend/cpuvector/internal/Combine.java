package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;

/**
 * One linear combination, its shapes checked. Three ways to the same bits:
 *
 * <ul>
 *   <li>where every row has the same coefficients and nothing depends on the row, the batch is one long vector;
 *   <li>short rows are packed into blocks ({@link PackedRows});
 *   <li>otherwise row by row, the terms that are zero there left out.
 * </ul>
 *
 * <p>A range is one pass if it has stored values only. With noise or ones it goes block by block, made in the cache where they are used;
 * with more than {@link Chain#MOST} terms the block is kept there from pass to pass, so that an input may be the output.
 */
final class Combine {
  /** Rows below this many elements are packed: a loop of its own, with its noise, would cost a row more than its elements do. */
  private static final long SHORT = 64;
  /** Elements for which it pays to wake a thread, by terms from memory. */
  private static final long STREAMED_AT_ONCE = 1 << 16;
  /** The same with noise, which costs ten times more. */
  private static final long NOISY_AT_ONCE = 1 << 14;

  private final Kernels kernels;
  private final MemorySegment out;
  private final List<Term> terms;
  private final List<MemorySegment> inputs = new ArrayList<>();
  private final long[] seeds;
  private final boolean noisy;
  private final boolean blocked;
  private final long rows;
  private final long elements;

  /**
   * The combination.
   *
   * @param out its segment, [rows, elements]
   * @param terms checked; all buffers live
   */
  Combine(Kernels kernels, MemorySegment out, long rows, long elements, Terms terms) {
    this.kernels = kernels;
    this.out = out;
    this.terms = terms.list();
    this.seeds = terms.seeds();
    boolean same = true;
    boolean noise = false;
    boolean made = false;
    for (Term term : this.terms) {
      same &= areEqual(term.coefficients());
      noise |= term instanceof Term.OfNoise;
      made |= !(term instanceof Term.OfBuffer);
      if (term instanceof Term.OfBuffer t) {
        inputs.add(t.input().segment());
        same &= t.input().samples() == rows;
      } else {
        inputs.add(MemorySegment.NULL);
      }
    }
    boolean oneVector = same && !noise;
    noisy = noise;
    blocked = made || this.terms.size() > Chain.MOST;
    this.rows = oneVector ? 1 : rows;
    this.elements = oneVector ? rows * elements : elements;
  }

  private static boolean areEqual(double[] coefficients) {
    for (double c : coefficients) if (c != coefficients[0]) return false;
    return true;
  }

  void run(Workers workers) {
    long atOnce = noisy ? NOISY_AT_ONCE : STREAMED_AT_ONCE;
    if (rows > 1 && elements < SHORT && isPackable()) runPacked(workers, atOnce);
    else Ranges.forEach(workers, rows, elements, atOnce, this::row);
  }

  /** A coefficient that only becomes 0 by rounding is no zero term, which packed rows could not tell. */
  private boolean isPackable() {
    if (kernels.bytes() == 8) return true;
    for (Term term : terms) for (double c : term.coefficients()) if (c != 0 && (float) c == 0) return false;
    return true;
  }

  private void runPacked(Workers workers, long atOnce) {
    workers.run(
        rows,
        Math.max(1, atOnce / elements),
        (from, to, scratch) -> {
          PackedRows packed = kernels.packed(out, (int) elements);
          for (long row = from; row < to; row += packed.most()) {
            packed.begin(row, (int) Math.min(packed.most(), to - row));
            for (int k = 0; k < terms.size(); k++) {
              switch (terms.get(k)) {
                case Term.OfBuffer t -> packed.add(t.coefficients(), inputs.get(k), t.input().samples() == 1);
                case Term.OfNoise t -> packed.addNoise(t.coefficients(), seeds, t.stream(), scratch.floats);
                case Term.OfOnes t -> packed.addOnes(t.coefficients());
              }
            }
            packed.end();
          }
        });
  }

  private void row(long row, long from, long to, Scratch scratch) {
    var active = new int[terms.size()];
    int count = 0;
    for (int k = 0; k < active.length; k++) if (coefficient(k, row) != 0) active[count++] = k;
    long bytes = kernels.bytes();
    long start = row * elements * bytes;
    if (count == 0) {
      out.asSlice(start + from * bytes, (to - from) * bytes).fill((byte) 0);
      return;
    }
    long step = blocked ? Scratch.BLOCK : to - from;
    for (long at = from; at < to; at += step) block(row, active, count, at, Math.min(step, to - at), start + at * bytes, scratch);
  }

  private double coefficient(int k, long row) {
    double[] c = terms.get(k).coefficients();
    return c[c.length == 1 ? 0 : (int) row];
  }

  private void block(long row, int[] active, int count, long at, long n, long outAt, Scratch scratch) {
    if (count == 1 && n >= NoiseKernel.GROUP && terms.get(active[0]) instanceof Term.OfNoise t && coefficient(active[0], row) == 1) {
      // Noise alone needs no pass over it; the kernel fills whole groups.
      long whole = n & -NoiseKernel.GROUP;
      kernels.noise(out.asSlice(outAt, whole * kernels.bytes()), scratch, at, (int) whole, seeds[(int) row], t.stream());
      if (whole < n) block(row, active, count, at + whole, n - whole, outAt + whole * kernels.bytes(), scratch);
      return;
    }
    Chain chain = scratch.chain;
    chain.clear();
    int done = 0;
    while (true) {
      while (done < count && !chain.isFull()) add(chain, active[done++], row, at, n, scratch);
      if (done == count) break;
      kernels.chain(chain, scratch.block, 0, n);
      chain.clear();
      chain.add(1, scratch.block, 0);
    }
    kernels.chain(chain, out, outAt, n);
  }

  private void add(Chain chain, int k, long row, long at, long n, Scratch scratch) {
    double c = coefficient(k, row);
    switch (terms.get(k)) {
      case Term.OfBuffer t -> chain.add(c, inputs.get(k), ((t.input().samples() == 1 ? 0 : row) * elements + at) * kernels.bytes());
      case Term.OfOnes _ -> chain.add(c, scratch.ones, 0);
      case Term.OfNoise t -> {
        MemorySegment noise = scratch.noise[chain.size];
        kernels.noise(noise, scratch, at, (int) n, seeds[(int) row], t.stream());
        chain.add(c, noise, 0);
      }
    }
  }
}
