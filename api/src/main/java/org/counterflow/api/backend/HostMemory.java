package org.counterflow.api.backend;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.counterflow.api.internal.memory.Forgotten;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.Precision;

/**
 * The buffers of a backend that computes in host memory, off the Java heap, each released by itself: for makers of such backends. Safe for
 * use from several threads.
 */
public final class HostMemory implements AutoCloseable {
  private final String backend;
  private final Precision precision;
  private final Set<Region> regions = ConcurrentHashMap.newKeySet();
  private final Forgotten.Note note;
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
    Set<Region> all = regions;
    note = Forgotten.note(this, "the backend " + backend, () -> all.forEach(Region::abandon));
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
  public Buffer allocate(long samples, long elements) {
    requireOpen();
    if (samples < 1 || elements < 1)
      throw new IllegalArgumentException("a buffer needs at least 1 sample and 1 element, was asked for " + samples + " x " + elements);
    try {
      long bytes = Math.multiplyExact(Math.multiplyExact(samples, elements), (long) precision.bytes());
      var region = new Region("a buffer of backend " + backend, bytes);
      regions.add(region);
      // Who closes the backend in this moment may have given all buffers back already.
      if (closed) release(region);
      requireOpen();
      return new HostBuffer(this, region, region.segment(), samples, elements, false);
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new BackendException("backend " + backend + " has no memory for " + samples + " x " + elements + " values of " + precision
          + "; draw fewer samples at a time", e);
    }
  }

  /**
   * A buffer, if it is one of these.
   *
   * @throws IllegalArgumentException if another backend made it
   * @throws IllegalStateException if the memory was closed
   */
  public Buffer own(Buffer buffer) {
    requireOpen();
    if (buffer instanceof HostBuffer b && b.owner() == this) return b;
    throw new IllegalArgumentException("a buffer of another backend: " + buffer + " was not made by this one");
  }

  private void requireOpen() {
    if (closed) throw new IllegalStateException("backend " + backend + " is used after it was closed");
  }

  /** Frees one buffer's memory, once. */
  void release(Region region) {
    if (!regions.contains(region)) return;
    region.close();
    regions.remove(region);
  }

  /**
   * Releases all buffers, each once nobody holds it. Idempotent.
   *
   * @throws IllegalStateException if the current thread holds one and would wait for itself; nothing is released then
   */
  @Override
  public void close() {
    for (Region r : regions) {
      if (r.isMine())
        throw new IllegalStateException("backend " + backend + " is closed by a call that uses it; close it when the call has returned");
    }
    closed = true;
    note.forget();
    for (Region r : regions) release(r);
  }
}
