package org.counterflow.backend.cpuvector.internal;

import org.counterflow.api.backend.Buffer;
import java.lang.foreign.MemorySegment;

/** Runs functions of elements and reductions of rows over buffers, by bundles of rows and by threads. */
final class Rows {
  /** Elements for which it pays to wake a thread. */
  static final long AT_ONCE = 1 << 16;

  /** A function of elements over one range; {@code row} is the first row of it. */
  interface Map {
    void run(long row, MemorySegment[] in, MemorySegment out);
  }

  /** Adds one range to the sums of its row, or ranges that are whole short rows to the sums of each. */
  interface Reduction {
    void add(Sums sums, MemorySegment[] in, Scratch scratch);
  }

  /** The end of a reduction. */
  interface End {
    double of(double sum);
  }

  private final Kernels kernels;
  private final Workers workers;

  Rows(Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  /**
   * Runs a function of elements.
   *
   * @param byRow whether it depends on the row
   * @param in with the shape of {@code out}, or of one of its rows
   */
  void map(Buffer out, boolean byRow, Map map, Buffer... in) {
    long rows = out.samples();
    boolean whole = !byRow;
    for (Buffer b : in) whole &= b.samples() == rows;
    long bundle = whole ? rows : byRow ? 1 : Math.clamp(Scratch.BLOCK / out.elements(), 1, rows);
    long length = bundle * out.elements();
    long all = rows * out.elements();
    Operand[] operands = operands(rows, bundle, in);
    var target = new Operand(out, rows, bundle, kernels.bytes());
    Ranges.forEach(
        workers,
        Math.ceilDiv(rows, bundle),
        length,
        AT_ONCE,
        (unit, from, to, _) -> {
          long end = Math.min(to, all - unit * length);
          map.run(unit * bundle, ranges(operands, unit, from, end), target.range(unit, from, end));
        });
  }

  /**
   * Reduces each row to a number.
   *
   * @param in with equally long rows, one or as many as the longest has
   */
  double[] reduce(Reduction reduction, End end, Buffer... in) {
    long rows = 1;
    for (Buffer b : in) rows = Math.max(rows, b.samples());
    var results = new double[Math.toIntExact(rows)];
    long elements = in[0].elements();
    boolean isShort = elements < Sums.LANES;
    int bundle = isShort ? (int) Math.min(Scratch.BLOCK / elements, rows) : 1;
    Operand[] operands = operands(rows, bundle, in);
    workers.run(
        Math.ceilDiv(results.length, bundle),
        Math.max(1, AT_ONCE / (bundle * elements)),
        (first, last, scratch) -> {
          Sums sums = isShort ? kernels.shortSums((int) elements) : kernels.sums();
          for (long unit = first; unit < last; unit++) {
            int row = (int) unit * bundle;
            int count = Math.min(bundle, results.length - row);
            long all = count * elements;
            for (long at = 0; at < all; at += Scratch.BLOCK)
              reduction.add(sums, ranges(operands, unit, at, Math.min(all, at + Scratch.BLOCK)), scratch);
            for (int r = 0; r < count; r++) results[row + r] = end.of(sums.fold(r));
          }
        });
    return results;
  }

  private Operand[] operands(long rows, long bundle, Buffer[] in) {
    var operands = new Operand[in.length];
    for (int k = 0; k < in.length; k++) operands[k] = new Operand(in[k], rows, bundle, kernels.bytes());
    return operands;
  }

  private static MemorySegment[] ranges(Operand[] operands, long unit, long from, long to) {
    var ranges = new MemorySegment[operands.length];
    for (int k = 0; k < ranges.length; k++) ranges[k] = operands[k].range(unit, from, to);
    return ranges;
  }
}
