package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.jocl.cl_mem;

/**
 * The buffers of a backend. On a device whose memory is the host's they lie on whole pages of memory that this process allocates, which the
 * device then works on in place: a network reads and writes them there.
 */
final class OpenClMemory implements AutoCloseable {
  /** Drivers copy what does not begin on a page. */
  private static final long PAGE = 4096;

  private final Queue queue;
  private final Precision precision;
  private final Memory name;
  private final Set<Region> regions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  OpenClMemory(Queue queue, Precision precision, Memory name) {
    this.queue = queue;
    this.precision = precision;
    this.name = name;
  }

  Memory name() {
    return name;
  }

  Precision precision() {
    return precision;
  }

  Queue queue() {
    return queue;
  }

  /** Whether buffers are in host memory. */
  boolean isHost() {
    return queue.device().hostMemory();
  }

  OpenClBuffer allocate(long samples, long elements) {
    requireOpen();
    if (samples < 1 || elements < 1)
      throw new IllegalArgumentException("a buffer needs at least 1 sample and 1 element, was asked for " + samples + " x " + elements);
    try {
      long bytes = Math.multiplyExact(Math.multiplyExact(samples, elements), (long) precision.bytes());
      OpenClBuffer made = isHost() ? overPages(samples, elements, bytes) : onDevice(samples, elements, bytes);
      regions.add(made.region());
      // Who closes the backend in this moment may have given all buffers back already.
      if (closed) release(made.region());
      requireOpen();
      return made;
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new BackendException(none(samples, elements, ""), e);
    }
  }

  private String none(long samples, long elements, String why) {
    return "backend opencl has no memory on " + queue.device() + " for " + samples + " x " + elements + " values of " + precision + why
        + "; draw fewer samples at a time";
  }

  private OpenClBuffer onDevice(long samples, long elements, long bytes) {
    if (bytes > queue.device().largestBytes())
      throw new BackendException(none(samples, elements, ", which are " + bytes + " bytes: a buffer there has at most "
          + queue.device().largestBytes()));
    cl_mem memory = queue.allocate(bytes);
    try {
      queue.zero(memory, bytes);
    } catch (BackendException e) {
      Queue.release(memory);
      throw e;
    }
    var region = new Region("a buffer of backend opencl", MemorySegment.NULL, () -> Queue.release(memory));
    return new OpenClBuffer(this, region, memory, 0, samples, elements, false);
  }

  private OpenClBuffer overPages(long samples, long elements, long bytes) {
    if (bytes > queue.device().largestBytes())
      throw new BackendException(none(samples, elements, ", which are " + bytes + " bytes: a buffer there has at most "
          + queue.device().largestBytes()));
    Arena arena = Arena.ofShared();
    try {
      // Whole pages, so that no other value shares the last one.
      MemorySegment pages = arena.allocate(Math.ceilDiv(bytes, PAGE) * PAGE, PAGE);
      cl_mem memory = queue.over(pages);
      var region = new Region("a buffer of backend opencl", pages, () -> {
        // The memory is the host's to free, and must outlast the commands that use it.
        queue.drain();
        Queue.release(memory);
        arena.close();
      });
      return new OpenClBuffer(this, region, memory, 0, samples, elements, false);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * A buffer, if it is one of these.
   *
   * @throws IllegalArgumentException if another backend made it
   * @throws IllegalStateException if the memory was closed
   */
  OpenClBuffer own(Buffer buffer) {
    requireOpen();
    if (buffer instanceof OpenClBuffer b && b.owner() == this) return b;
    throw new IllegalArgumentException("a buffer of another backend: " + buffer + " was not made by this one");
  }

  private void requireOpen() {
    if (closed) throw new IllegalStateException("backend opencl is used after it was closed");
  }

  void release(Region region) {
    if (!regions.contains(region)) return;
    region.close();
    regions.remove(region);
  }

  /** Gives all back that nobody holds, for a backend that nobody can reach any more. */
  void abandon() {
    regions.forEach(Region::abandon);
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
        throw new IllegalStateException("backend opencl is closed by a call that uses it; close it when the call has returned");
    }
    closed = true;
    for (Region r : regions) release(r);
  }
}
