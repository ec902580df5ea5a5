package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Buffer;

/** Values off the Java heap, or some rows of them. */
final class OffHeapBuffer implements Buffer {
  private final CpuVectorBackend owner;
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
  OffHeapBuffer(CpuVectorBackend owner, Arena arena, MemorySegment segment, long samples, long elements) {
    this(owner, arena, segment, samples, elements, false);
  }

  private OffHeapBuffer(CpuVectorBackend owner, Arena arena, MemorySegment segment, long samples, long elements, boolean view) {
    this.owner = owner;
    this.arena = arena;
    this.segment = segment;
    this.samples = samples;
    this.elements = elements;
    this.view = view;
  }

  CpuVectorBackend owner() {
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
    long rowBytes = segment.byteSize() / samples;
    return new OffHeapBuffer(owner, arena, segment().asSlice(from * rowBytes, count * rowBytes), count, elements, true);
  }

  @Override
  public MemorySegment segment() {
    if (!arena.scope().isAlive()) throw new IllegalStateException("a " + this + ", is used");
    return segment;
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
