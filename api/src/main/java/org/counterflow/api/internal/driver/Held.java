package org.counterflow.api.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A tensor's values in the backend's memory, until the pool takes them back. */
final class Held implements Tensor.Storage {
  private final Backend backend;
  private final Buffer buffer;
  private final int rows;
  private final String name;
  private boolean released;

  Held(Backend backend, Buffer buffer, int rows, String name) {
    this.backend = backend;
    this.buffer = buffer;
    this.rows = rows;
    this.name = name;
  }

  @Override
  public int batch() {
    return rows;
  }

  /** The values, padding rows included. */
  Buffer buffer() {
    if (released)
      throw new IllegalStateException("tensor " + name + " was released at the end of its step; expressions do not outlive a step: keep "
          + "values with past(k), next(e) or carry()");
    return buffer;
  }

  Buffer release() {
    released = true;
    return buffer;
  }

  /** Whose memory a tensor's values are in; null for given values. */
  static @Nullable Held of(Tensor t) {
    return switch (t.storage()) {
      case Held h -> h;
      case Part p -> p.whole();
      default -> null;
    };
  }

  @Override
  public double[] toDoubles() {
    return read(buffer().rows(0, rows));
  }

  double[] read(Buffer b) {
    return read(backend, b);
  }

  static double[] read(Backend backend, Buffer b) {
    int n = Math.toIntExact(b.samples() * b.elements());
    ElementType type = ElementType.of(backend.precision());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate((long) n * type.bytes(), 64);
      backend.download(b, host);
      if (type == ElementType.DOUBLE) return host.toArray(ValueLayout.JAVA_DOUBLE);
      var d = new double[n];
      for (int i = 0; i < n; i++) d[i] = host.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      return d;
    }
  }

  static void write(Backend backend, double[] values, Buffer to) {
    ElementType type = ElementType.of(backend.precision());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate((long) values.length * type.bytes(), 64);
      for (int i = 0; i < values.length; i++) type.put(host, i, values[i]);
      backend.upload(host, to);
    }
  }
}
