package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What one input of a network is given, for whatever samples a call has. Calls for the same samples get the same value object, so that a
 * runtime may keep what it makes of it; rows that follow each other are not copied.
 */
final class Feed {
  private final Port port;
  private final Value rows;
  private final boolean whole;
  private final int first;
  private final Map<Pattern, Value> kept = new HashMap<>();
  private @Nullable Value scratch;

  /** Samples that follow each other, and then the last one again. */
  private record Pattern(int first, int run, int size) {}

  private Feed(Port port, Value rows, boolean whole, int first) {
    this.port = port;
    this.rows = rows;
    this.whole = whole;
    this.first = first;
  }

  /** For an input without a batch. */
  static Feed whole(Port port, Value value) {
    return new Feed(port, typed(port, value), true, 0);
  }

  /**
   * For an input with a row a sample.
   *
   * @param rows one a sample, or one for all
   * @param first the number in the run of the sample that the first row is for
   */
  static Feed rows(Port port, Value rows, int first) {
    // Rows of many samples are converted as they are called for.
    return new Feed(port, rows.count() == 1 ? typed(port, rows) : rows, false, first);
  }

  private static Value typed(Port port, Value v) {
    if (v.type() == port.type()) return v;
    try {
      return v.to(port.type());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the input " + port + " is given " + v + ": " + e.getMessage(), e);
    }
  }

  /**
   * The value for some samples.
   *
   * @param samples numbers in the run
   * @param from the first of them that counts
   * @param size how many count
   */
  Value value(int[] samples, int from, int size) {
    if (whole) return rows;
    if (rows.count() == 1) return kept.computeIfAbsent(new Pattern(0, 1, size), p -> repeated(size));
    int run = 1;
    while (run < size && samples[from + run] == samples[from] + run) run++;
    boolean regular = true;
    for (int i = run; i < size; i++) regular &= samples[from + i] == samples[from + run - 1];
    if (!regular) {
      Value same = scratch != null && scratch.count() == size ? scratch : null;
      Value copy = copied(samples, from, size, same);
      scratch = copy;
      return copy;
    }
    var pattern = new Pattern(samples[from] - first, run, size);
    return kept.computeIfAbsent(pattern, p -> p.run() == size && rows.type() == port.type() ? rows.rows(p.first(), size)
        : copied(samples, from, size, null));
  }

  private Value repeated(int size) {
    var same = new int[size];
    Arrays.fill(same, first);
    return copied(same, 0, size, null);
  }

  private Value copied(int[] samples, int from, int size, @Nullable Value into) {
    Value copy = into != null ? into : Value.zeros(port.type(), rows.dimensions().with(0, size));
    long elements = rows.dimensions().elements() / rows.count(), bytes = elements * port.type().bytes();
    try (Hold source = rows.hold(Memory.HOST, Access.READ); Hold to = copy.hold(Memory.HOST, Access.WRITE)) {
      for (int i = 0; i < size; i++) {
        long row = samples[from + i] - first;
        if (rows.type() == port.type()) MemorySegment.copy(source.segment(), row * bytes, to.segment(), i * bytes, bytes);
        else convert(source.segment(), row * elements, to.segment(), i * elements, elements);
      }
    }
    return copy;
  }

  private void convert(MemorySegment source, long at, MemorySegment to, long put, long elements) {
    for (long e = 0; e < elements; e++) {
      double v = rows.type().get(source, at + e);
      if (!port.type().holds(v)) throw new IllegalArgumentException("the input " + port + " is given " + v + ", which it cannot hold");
      port.type().put(to, put + e, v);
    }
  }
}
