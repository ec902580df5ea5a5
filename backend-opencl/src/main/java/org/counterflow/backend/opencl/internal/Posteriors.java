package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * Posterior means of mixtures. The means of those that were used last stay on the device; the distances of some rows at a time lie in memory
 * that is kept between calls. All of it under the lock of the queue.
 */
final class Posteriors implements AutoCloseable {
  /** Mixtures whose means are kept. */
  private static final int KEPT = 4;
  /** Bytes for distances. */
  private static final long SCRATCH = 64L << 20;
  private static final String[] FILES = {"functions", "posterior"};

  private final Engine engine;
  private final Deque<Packed> kept = new ArrayDeque<>();
  private @Nullable cl_mem scratch;
  private long scratchBytes;

  Posteriors(Engine engine) {
    this.engine = engine;
  }

  /** A mixture's means on the device, row by row and column by column. */
  private record Packed(WeakReference<Mixture> of, cl_mem means, cl_mem transposed) {
    void release() {
      Queue.release(means);
      Queue.release(transposed);
    }
  }

  /** {@code out = E[x_0 | alpha x_0 + sigma z = x]} of checked arguments. */
  void run(Mixture mixture, double alpha, double sigma, OpenClBuffer x, OpenClBuffer out) {
    long components = mixture.components();
    PosteriorCoefficients c = coefficients(mixture, alpha, sigma);
    synchronized (engine.queue()) {
      Packed means = packed(mixture);
      long atOnce = Math.clamp(SCRATCH / ((components + 2) * engine.precision().bytes()), 1, out.samples());
      cl_mem distances = scratch(atOnce * components * engine.precision().bytes());
      cl_mem scale = engine.queue().allocate(atOnce * 2 * engine.precision().bytes());
      try {
        for (long from = 0; from < out.samples(); from += atOnce) {
          long rows = Math.min(atOnce, out.samples() - from);
          run(c, means, x.samples() == 1 ? x : x.rows(from, rows), out.rows(from, rows), distances, scale);
        }
      } finally {
        Queue.release(scale);
      }
    }
  }

  private void run(PosteriorCoefficients c, Packed p, OpenClBuffer x, OpenClBuffer out, cl_mem distances, cl_mem scale) {
    long rows = out.samples(), k = c.components(), d = out.elements();
    try (Launch l = engine.launch("posterior", "distances", FILES)) {
      l.memory(distances).number(k).number(d).number(rows).rows(x).memory(p.transposed()).real(c.minusAlpha()).items(rows * k);
    }
    var table = new double[4 * c.components()];
    int n = c.components();
    System.arraycopy(c.a(), 0, table, 0, n);
    System.arraycopy(c.b(), 0, table, n, n);
    System.arraycopy(c.h(), 0, table, 2 * n, n);
    System.arraycopy(c.g(), 0, table, 3 * n, n);
    try (Launch l = engine.launch("posterior", "shares", FILES)) {
      l.memory(distances).number(k).reals(table).number(c.general() ? 1 : 0).number(c.pure() ? 1 : 0).memory(scale).groups(rows);
    }
    try (Launch l = engine.launch("posterior", "means", FILES)) {
      l.memory(out.memory()).number(out.at()).number(k).number(d).number(rows).rows(x).memory(p.means()).memory(distances).memory(scale)
          .number(c.pure() ? 1 : 0).items(rows * d);
    }
  }

  private static PosteriorCoefficients coefficients(Mixture mixture, double alpha, double sigma) {
    var deviations = new double[mixture.isData() ? 0 : mixture.components()];
    Arrays.setAll(deviations, mixture::deviation);
    var weights = new double[deviations.length];
    Arrays.setAll(weights, mixture::weight);
    return PosteriorCoefficients.of(alpha, sigma, mixture.components(), mixture.dimensions(), deviations, weights);
  }

  private Packed packed(Mixture mixture) {
    for (Iterator<Packed> all = kept.iterator(); all.hasNext(); ) {
      Packed p = all.next();
      Mixture of = p.of().get();
      if (of == mixture) return p;
      if (of != null) continue;
      all.remove();
      p.release();
    }
    if (kept.size() == KEPT) kept.removeFirst().release();
    Packed made = pack(mixture);
    kept.addLast(made);
    return made;
  }

  private Packed pack(Mixture mixture) {
    int n = mixture.components(), d = mixture.dimensions();
    double[] means = mixture.means();
    cl_mem rows = table(means);
    try {
      var columns = new double[means.length];
      for (int k = 0; k < n; k++) for (int i = 0; i < d; i++) columns[i * n + k] = means[k * d + i];
      return new Packed(new WeakReference<>(mixture), rows, table(columns));
    } catch (RuntimeException | Error e) {
      Queue.release(rows);
      throw e;
    }
  }

  private cl_mem table(double[] values) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = Launch.reals(arena, engine.precision(), values);
      cl_mem m = engine.queue().allocate(s.byteSize());
      try {
        engine.queue().write(s, m, 0);
        return m;
      } catch (RuntimeException | Error e) {
        Queue.release(m);
        throw e;
      }
    }
  }

  private cl_mem scratch(long bytes) {
    cl_mem now = scratch;
    if (now != null && scratchBytes >= bytes) return now;
    scratch = null;
    Queue.release(now);
    now = engine.queue().allocate(bytes);
    scratch = now;
    scratchBytes = bytes;
    return now;
  }

  @Override
  public void close() {
    synchronized (engine.queue()) {
      kept.forEach(Packed::release);
      kept.clear();
      Queue.release(scratch);
      scratch = null;
    }
  }
}
