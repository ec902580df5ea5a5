package org.counterflow.api.backend;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/** Values in a backend's memory and precision: {@code samples} rows of {@code elements}. Not safe for writing from two threads. */
public interface Buffer extends AutoCloseable {
  /** Rows. */
  long samples();

  /** Elements of a row. */
  long elements();

  /**
   * A view of some rows, sharing the values; closing it does nothing.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  Buffer rows(long from, long count);

  /**
   * The values themselves, row-major in native byte order, where they lie in host memory; at least 64-byte aligned at row 0. For Java code,
   * which gets an error where they were freed; native code takes a {@link #hold}.
   *
   * @throws UnsupportedOperationException if the memory is a device's
   */
  MemorySegment segment();

  /**
   * Keeps the values until the hold is closed: whoever closes the buffer or its backend meanwhile waits.
   *
   * @param where the backend's own memory; or host memory, where a device's values are mapped or copied
   * @param access what the holder does
   * @throws IllegalStateException if the buffer was closed
   * @throws UnsupportedOperationException if there is no way into that memory
   */
  Hold hold(Memory where, Access access);

  /**
   * Releases the memory once nobody holds it. Idempotent.
   *
   * @throws IllegalStateException if the current thread holds it and would wait for itself
   */
  @Override
  void close();
}
