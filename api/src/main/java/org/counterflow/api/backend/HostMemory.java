package org.counterflow.api.backend;

import java.lang.foreign.Arena;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.counterflow.api.tensor.Precision;

/**
 * The buffers of a backend that computes in host memory, off the Java heap, each released by itself: for makers of such backends. Safe for
 * use from several threads.
 */
public final class HostMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final String backend;
  private final Precision precision;
  private final Set<Arena> arenas = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No buffers yet.
   *
   * @param backend its id, for messages
   * @param precision of all values
   */
  public HostMemory(String backend, Precision precision) {
    this.backend = backend;
    this.precision = precision;
  }

  /** Of all values. */
  Precision precision() {
    return precision;
  }

  /**
   * What {@link Backend#allocate} asks for: zeros.
   *
   * @throws IllegalArgumentException if there is nothing to allocate
   * @throws BackendException if there is not enough memory
   * @throws IllegalStateException if the memory was closed
   */
  public HostBuffer allocate(long samples, long elements) {
    requireOpen();
    if (samples < 1 || elements < 1)
      throw new IllegalArgumentException("a buffer needs at least 1 sample and 1 element, was asked for " + samples + " x " + elements);
    Arena arena = Arena.ofShared();
    arenas.add(arena);
    try {
      long bytes = Math.multiplyExact(Math.multiplyExact(samples, elements), (long) precision.bytes());
      return new HostBuffer(this, arena, arena.allocate(bytes, ALIGNMENT), samples, elements, false);
    } catch (OutOfMemoryError | ArithmeticException e) {
      release(arena);
      throw new BackendException("backend " + backend + " has no memory for " + samples + " x " + elements + " values of " + precision
          + "; draw fewer samples at a time", e);
    }
  }

  /**
   * A buffer as one of these.
   *
   * @throws IllegalArgumentException if another backend made it
   * @throws IllegalStateException if the memory was closed
   */
  public HostBuffer own(Buffer buffer) {
    requireOpen();
    if (buffer instanceof HostBuffer b && b.owner() == this) return b;
    throw new IllegalArgumentException("a buffer of another backend: " + buffer + " was not made by this one");
  }

  private void requireOpen() {
    if (closed) throw new IllegalStateException("backend " + backend + " is used after it was closed");
  }

  /** Frees one buffer's memory, once. */
  void release(Arena arena) {
    if (arenas.remove(arena)) arena.close();
  }

  /** Releases all buffers. Idempotent. */
  @Override
  public void close() {
    closed = true;
    for (Arena arena : arenas) release(arena);
  }
}
