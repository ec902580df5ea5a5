package org.counterflow.backend.cpuvector.internal;

import org.counterflow.api.backend.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An input or the output of an operation on rows that goes by bundles of rows: all of them where rows do not matter, some where they
 * are short, one otherwise. A buffer of one row, which counts for every row, is repeated to fill a bundle.
 */
final class Operand {
  private final MemorySegment values;
  private final boolean repeated;
  private final long bundleBytes;
  private final int bytes;

  /**
   * A buffer as an operand.
   *
   * @param rows of the operation
   * @param bundle rows of a bundle
   * @param bytes of an element
   */
  Operand(Buffer buffer, long rows, long bundle, int bytes) {
    this.bytes = bytes;
    bundleBytes = bundle * buffer.elements() * bytes;
    repeated = buffer.samples() < rows;
    values = repeated && bundle > 1 ? repeat(buffer.segment(), bundle) : buffer.segment();
  }

  private static MemorySegment repeat(MemorySegment row, long times) {
    MemorySegment all = Arena.ofAuto().allocate(times * row.byteSize(), 64);
    for (long i = 0; i < times; i++) all.asSlice(i * row.byteSize(), row.byteSize()).copyFrom(row);
    return all;
  }

  /** Elements {@code from} to {@code to - 1} of a bundle. */
  MemorySegment range(long bundle, long from, long to) {
    return values.asSlice((repeated ? 0 : bundle * bundleBytes) + from * bytes, (to - from) * bytes);
  }
}
