package org.counterflow.api.internal.plain;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Buffer;

/** Values off the Java heap, or some rows of them. */
final class PlainBuffer implements Buffer {
  private final PlainBackend owner;
  private final Arena arena;
  private final MemorySegment segment;
  private final long samples;
  private final long elements;
  private final boolean view;

  /**
   * Values with their memory.
   *
   * @param owner the backend that made it
   * @param arena of the values alone; closed with this buffer
   * @param segment the values
   */
  PlainBuffer(PlainBackend owner, Arena arena, MemorySegment segment, long samples, long elements) {
    this(owner, arena, segment, samples, elements, false);
  }

  private PlainBuffer(PlainBackend owner, Arena arena, MemorySegment segment, long samples, long elements, boolean view) {
    this.owner = owner;
    this.arena = arena;
    this.segment = segment;
    this.samples = samples;
    this.elements = elements;
    this.view = view;
  }

  PlainBackend owner() {
    return owner;
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public long elements() {
    return elements;
  }

  @Override
  public Buffer rows(long from, long count) {
    if (from < 0 || count < 1 || count > samples - from)
      throw new IndexOutOfBoundsException("no " + count + " rows from row " + from + " on: the buffer has " + samples);
    long rowBytes = elements * owner.precision().bytes();
    return new PlainBuffer(owner, arena, segment().asSlice(from * rowBytes, count * rowBytes), count, elements, true);
  }

  @Override
  public MemorySegment segment() {
    if (!arena.scope().isAlive()) throw new IllegalStateException("a " + this + ", is used");
    return segment;
  }

  /** Where an element stands in the segment, in bytes. */
  long byteOffset(long row, long element) {
    return (row * elements + element) * owner.precision().bytes();
  }

  @Override
  public void close() {
    if (!view) owner.release(arena);
  }

  @Override
  public String toString() {
    return "buffer of " + samples + " x " + elements + (view ? ", a view" : "") + (arena.scope().isAlive() ? "" : ", closed");
  }
}
