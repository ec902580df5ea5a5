package org.counterflow.api.value;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.counterflow.api.tensor.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A value in use: nobody frees its memory until the hold is closed, and whoever closes the value meanwhile waits. Native code must not see
 * an address without one. Close it when the reader is done: for a queue, when the queue is, from whatever thread.
 */
public final class Hold implements AutoCloseable {
  private final Memory memory;
  private final @Nullable MemorySegment segment;
  private final @Nullable Object handle;
  private final boolean copied;
  private final AtomicReference<@Nullable Runnable> end;

  private Hold(Memory memory, @Nullable MemorySegment segment, @Nullable Object handle, boolean copied, Runnable end) {
    this.memory = memory;
    this.segment = segment;
    this.handle = handle;
    this.copied = copied;
    this.end = new AtomicReference<>(end);
  }

  /**
   * A hold on host memory, for makers of values.
   *
   * @param segment the elements
   * @param end gives the hold back; run once, in whichever thread closes it
   */
  public static Hold of(MemorySegment segment, Runnable end) {
    return new Hold(Memory.HOST, segment, null, false, end);
  }

  /**
   * A hold on a device's memory.
   *
   * @param memory the device's
   * @param handle what its programming interface knows the elements by
   * @param end gives the hold back; run once
   */
  public static Hold of(Memory memory, Object handle, Runnable end) {
    return new Hold(memory, null, handle, false, end);
  }

  /**
   * A hold on a copy in host memory.
   *
   * @param segment the copy
   * @param end copies back what was written, frees the copy and gives the hold back; run once
   */
  public static Hold ofCopy(MemorySegment segment, Runnable end) {
    return new Hold(Memory.HOST, segment, null, true, end);
  }

  /** Where the elements are held. */
  public Memory memory() {
    return memory;
  }

  /**
   * The elements, row-major, in native byte order.
   *
   * @throws UnsupportedOperationException if they are held in a device's memory
   */
  public MemorySegment segment() {
    if (segment != null) return segment;
    throw new UnsupportedOperationException("elements in the memory " + memory + " have no segment; hold them in host memory, or use handle()");
  }

  /**
   * What a device's programming interface knows the elements by: a {@code cl_mem}, an address.
   *
   * @param type of the handle, as the maker of the backend documents it
   * @throws UnsupportedOperationException if there is none of this type
   */
  public <T> T handle(Class<T> type) {
    if (type.isInstance(handle)) return type.cast(handle);
    throw new UnsupportedOperationException("elements in the memory " + memory + " have no handle of type " + type.getName()
        + (handle == null ? "" : "; it is a " + handle.getClass().getName()));
  }

  /** Whether this is a copy in another memory; where it was held for writing, closing copies it back. */
  public boolean copied() {
    return copied;
  }

  /** Ends the hold. Idempotent. */
  @Override
  public void close() {
    Runnable r = end.getAndSet(null);
    if (r != null) r.run();
  }
}
