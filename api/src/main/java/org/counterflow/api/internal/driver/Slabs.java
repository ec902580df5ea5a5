package org.counterflow.api.internal.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;

/**
 * The memory of a run: what a group gives back serves the next. Fresh memory is slow to touch and slower to give back to the system, so
 * small buffers are cut from slabs of at most so many elements and pieces. Safe for the lanes of a run.
 */
public final class Slabs implements AutoCloseable {
  private static final long ELEMENTS = 1 << 21;
  private static final int PIECES = 8;
  private static final long ALIGNMENT = 64;

  private final Backend backend;
  private final List<Buffer> slabs = new ArrayList<>();
  private final Map<Size, ArrayDeque<Buffer>> free = new HashMap<>();

  private record Size(long rows, long elements) {}

  /** Nothing yet. */
  public Slabs(Backend backend) {
    this.backend = backend;
  }

  synchronized Buffer take(long rows, long elements) {
    ArrayDeque<Buffer> those = free.computeIfAbsent(new Size(rows, elements), s -> new ArrayDeque<>());
    if (those.isEmpty()) {
      long stride = aligned(rows, elements), pieces = Math.clamp(ELEMENTS / (stride * elements), 1, PIECES);
      Buffer slab = backend.allocate((pieces - 1) * stride + rows, elements);
      slabs.add(slab);
      for (long i = 0; i < pieces; i++) those.addLast(slab.rows(i * stride, rows));
    }
    return those.removeFirst();
  }

  /** Rows from one piece to the next, so that each begins as aligned as a buffer of its own. */
  private long aligned(long rows, long elements) {
    long row = elements * backend.precision().bytes();
    // The lowest bit of row is the largest power of two that divides it.
    long unit = ALIGNMENT / Math.min(ALIGNMENT, Long.lowestOneBit(row));
    return Math.ceilDiv(rows, unit) * unit;
  }

  synchronized void give(Buffer b) {
    free.computeIfAbsent(new Size(b.samples(), b.elements()), s -> new ArrayDeque<>()).addFirst(b);
  }

  @Override
  public synchronized void close() {
    free.clear();
    slabs.forEach(Buffer::close);
    slabs.clear();
  }
}
