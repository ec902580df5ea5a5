package org.counterflow.api.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Values in host memory, or some rows of them; made by {@link HostMemory}. */
public final class HostBuffer implements Buffer {
  private final HostMemory owner;
  private final Arena arena;
  private final MemorySegment segment;
  private final long samples;
  private final long elements;
  private final boolean view;

  HostBuffer(HostMemory owner, Arena arena, MemorySegment segment, long samples, long elements, boolean view) {
    this.owner = owner;
    this.arena = arena;
    this.segment = segment;
    this.samples = samples;
    this.elements = elements;
    this.view = view;
  }

  HostMemory owner() {
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
  public HostBuffer rows(long from, long count) {
    if (from < 0 || count < 1 || count > samples - from)
      throw new IndexOutOfBoundsException("no " + count + " rows from row " + from + " on: the buffer has " + samples);
    return new HostBuffer(owner, arena, segment().asSlice(offset(from, 0), offset(count, 0)), count, elements, true);
  }

  /**
   * The values.
   *
   * @throws IllegalStateException if they were released
   */
  @Override
  public MemorySegment segment() {
    if (!arena.scope().isAlive()) throw new IllegalStateException("a " + this + ", is used");
    return segment;
  }

  /** Where an element stands in the segment, in bytes. */
  public long offset(long row, long element) {
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
