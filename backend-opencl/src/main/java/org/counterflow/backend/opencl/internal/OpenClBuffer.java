package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.jocl.CL;
import org.jocl.cl_mem;

/** Values in a device's memory, or some rows of them. */
final class OpenClBuffer implements Buffer {
  private final OpenClMemory owner;
  private final Region region;
  private final cl_mem memory;
  private final long at;
  private final long samples;
  private final long elements;
  private final boolean view;

  /**
   * Values.
   *
   * @param at the first element
   */
  OpenClBuffer(OpenClMemory owner, Region region, cl_mem memory, long at, long samples, long elements, boolean view) {
    this.owner = owner;
    this.region = region;
    this.memory = memory;
    this.at = at;
    this.samples = samples;
    this.elements = elements;
    this.view = view;
  }

  OpenClMemory owner() {
    return owner;
  }

  Region region() {
    return region;
  }

  /** What the device knows the memory by: of a view, the whole. */
  cl_mem memory() {
    return memory;
  }

  /** The first element in the memory. */
  long at() {
    return at;
  }

  /** All elements. */
  long count() {
    return samples * elements;
  }

  long bytes() {
    return count() * owner.precision().bytes();
  }

  /** Whether the two have elements in common without being the same. */
  boolean overlaps(OpenClBuffer other) {
    if (memory != other.memory || at >= other.at + other.count() || other.at >= at + count()) return false;
    return at != other.at || count() != other.count();
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
  public OpenClBuffer rows(long from, long count) {
    if (from < 0 || count < 1 || count > samples - from)
      throw new IndexOutOfBoundsException("no " + count + " rows from row " + from + " on: the buffer has " + samples);
    if (!region.isOpen()) throw new IllegalStateException("a " + this + ", is used");
    return new OpenClBuffer(owner, region, memory, at + from * elements, count, elements, true);
  }

  @Override
  public MemorySegment segment() {
    throw new UnsupportedOperationException("a " + this + " lies in the memory of " + owner.queue().device()
        + "; download it, or hold it in host memory");
  }

  @Override
  public Hold hold(Memory where, Access access) {
    Thread holder = region.hold();
    try {
      if (where.equals(owner.name())) return handle(holder);
      if (!where.equals(Memory.HOST))
        throw new UnsupportedOperationException("a " + this + " of backend opencl knows no way into the memory " + where);
      return owner.isHost() ? mapped(access, holder) : copied(access, holder);
    } catch (RuntimeException | Error e) {
      region.release(holder);
      throw e;
    }
  }

  /** For another queue, which does not wait for this one by itself. */
  private Hold handle(Thread holder) {
    if (at != 0) throw new UnsupportedOperationException("a " + this + " that does not begin where its memory does has no handle; hold the whole");
    owner.queue().finish();
    return Hold.of(owner.name(), memory, () -> region.release(holder));
  }

  private Hold mapped(Access access, Thread holder) {
    long flags = switch (access) {
      case READ -> CL.CL_MAP_READ;
      case WRITE -> CL.CL_MAP_WRITE_INVALIDATE_REGION;
      case READ_WRITE -> CL.CL_MAP_READ | CL.CL_MAP_WRITE;
    };
    long from = at * owner.precision().bytes();
    List<ByteBuffer> parts = owner.queue().map(memory, from, bytes(), flags);
    return Hold.of(region.segment().asSlice(from, bytes()), () -> {
      try {
        owner.queue().unmap(memory, parts);
      } finally {
        region.release(holder);
      }
    });
  }

  private Hold copied(Access access, Thread holder) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment copy = arena.allocate(bytes(), Long.BYTES * 8);
      if (access.reads()) owner.queue().read(memory, at * owner.precision().bytes(), copy);
      return Hold.ofCopy(copy, () -> {
        try {
          if (access.writes()) owner.queue().write(copy, memory, at * owner.precision().bytes());
        } finally {
          arena.close();
          region.release(holder);
        }
      });
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (!view) owner.release(region);
  }

  @Override
  public String toString() {
    return "buffer of " + samples + " x " + elements + (view ? ", a view" : "") + (region.isOpen() ? "" : ", closed");
  }
}
