package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.counterflow.api.internal.arithmetic.Quantile;
import org.counterflow.api.tensor.Precision;
import org.jocl.cl_mem;

/** Numbers of rows: what comes to the host is one of them, or two, a row. */
final class Reductions {
  private final Engine engine;

  Reductions(Engine engine) {
    this.engine = engine;
  }

  /** Sets what comes after the inputs. */
  interface More {
    void set(Launch l);
  }

  /**
   * A sum of each row.
   *
   * @param kernel of {@code reductions.cl}
   * @param end of each sum, on the host
   */
  double[] sums(String kernel, long rows, DoubleUnaryOperator end, More more, OpenClBuffer... in) {
    double[] sums = numbers(rows, 1, out -> {
      try (Launch l = engine.launch("reductions", kernel, "functions", "reductions")) {
        l.memory(out).number(in[0].elements());
        for (OpenClBuffer b : in) l.rows(b);
        more.set(l);
        l.groups(rows);
      }
    });
    for (int r = 0; r < sums.length; r++) sums[r] = end.applyAsDouble(sums[r]);
    return sums;
  }

  /** The quantile of the magnitudes of each row. */
  double[] quantiles(OpenClBuffer in, double q) {
    int n = Math.toIntExact(in.elements());
    int k = Quantile.below(q, n);
    double[] both = numbers(in.samples(), 2, out -> {
      try (Launch l = engine.launch("quantile", "ranks", "quantile")) {
        l.memory(out).number((long) n).number(k).rows(in).groups(in.samples());
      }
    });
    var quantiles = new double[both.length / 2];
    for (int r = 0; r < quantiles.length; r++) quantiles[r] = Quantile.between(both[2 * r], both[2 * r + 1], Quantile.position(q, n) - k);
    return quantiles;
  }

  /** The first row with a value that is not finite, or -1. */
  long firstNotFinite(OpenClBuffer in) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.MAX_VALUE);
      read(() -> engine.queue().copyOf(first), out -> {
        try (Launch l = engine.launch("maps", "not_finite", "functions", "maps")) {
          l.memory(in.memory()).number(in.at()).number(in.elements()).number(in.count()).memory(out).items(Math.ceilDiv(in.count(), 4L));
        }
      }, first);
      int row = first.get(ValueLayout.JAVA_INT, 0);
      return row == Integer.MAX_VALUE ? -1 : row;
    }
  }

  /** Gives the command that fills memory. */
  private interface Fill {
    void into(cl_mem out);
  }

  private double[] numbers(long rows, int each, Fill fill) {
    Precision p = engine.precision();
    int count = Math.toIntExact(rows * each);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate((long) count * p.bytes(), p.bytes());
      read(() -> engine.queue().allocate(host.byteSize()), fill, host);
      if (p == Precision.F64) return host.toArray(ValueLayout.JAVA_DOUBLE);
      var numbers = new double[count];
      for (int i = 0; i < count; i++) numbers[i] = host.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      return numbers;
    }
  }

  private void read(Supplier<cl_mem> memory, Fill fill, MemorySegment to) {
    cl_mem out = memory.get();
    try {
      synchronized (engine.queue()) {
        fill.into(out);
      }
      engine.queue().read(out, 0, to);
    } finally {
      Queue.release(out);
    }
  }
}
