package org.counterflow.api.backend;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/** Values in host memory, or some rows of them; made by {@link HostMemory}. */
final class HostBuffer implements Buffer {
  private final HostMemory owner;
  private final Region region;
  private final MemorySegment segment;
  private final long samples;
  private final long elements;
  private final boolean view;

  HostBuffer(HostMemory owner, Region region, MemorySegment segment, long samples, long elements, boolean view) {
    this.owner = owner;
    this.region = region;
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
    long row = elements * owner.precision().bytes();
    return new HostBuffer(owner, region, segment().asSlice(from * row, count * row), count, elements, true);
  }

  /**
   * The values.
   *
   * @throws IllegalStateException if they were released
   */
  @Override
  public MemorySegment segment() {
    if (!segment.scope().isAlive()) throw new IllegalStateException("a " + this + ", is used");
    return segment;
  }

  @Override
  public Hold hold(Memory where, Access access) {
    if (!where.equals(Memory.HOST))
      throw new UnsupportedOperationException("a " + this + " lies in host memory and knows no way into the memory " + where);
    Thread holder = region.hold();
    return Hold.of(segment, () -> region.release(holder));
  }

  @Override
  public void close() {
    if (!view) owner.release(region);
  }

  @Override
  public String toString() {
    return "buffer of " + samples + " x " + elements + (view ? ", a view" : "") + (segment.scope().isAlive() ? "" : ", closed");
  }
}
