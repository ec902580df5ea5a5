package org.counterflow.api.backend;

import java.lang.foreign.MemorySegment;

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
   * The values themselves, row-major in native byte order, where they lie in host memory; at least 64-byte aligned at row 0.
   *
   * @throws UnsupportedOperationException if the memory is a device's
   */
  MemorySegment segment();

  /** Releases the memory. Idempotent. */
  @Override
  void close();
}
