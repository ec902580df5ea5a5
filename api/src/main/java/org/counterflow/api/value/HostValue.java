package org.counterflow.api.value;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Values in host memory, or a view of some. */
final class HostValue implements Value {
  private final ElementType type;
  private final Shape dimensions;
  private final MemorySegment segment;
  private final @Nullable Region region;
  private final boolean owner;

  /**
   * Values.
   *
   * @param region freed with the value if it owns it; null for memory that the collector or the caller frees
   */
  HostValue(ElementType type, Shape dimensions, MemorySegment segment, @Nullable Region region, boolean owner) {
    this.type = type;
    this.dimensions = dimensions;
    this.segment = segment;
    this.region = region;
    this.owner = owner;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public Shape dimensions() {
    return dimensions;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Hold hold(Memory where, Access access) {
    if (!where.equals(Memory.HOST))
      throw new UnsupportedOperationException(this + " lies in host memory and knows no way into the memory " + where
          + "; hold it in host memory and move it");
    if (access.writes() && segment.isReadOnly()) throw new IllegalStateException(this + " is read-only");
    if (region == null) return Hold.of(segment, () -> {});
    Thread holder = region.hold();
    return Hold.of(segment, () -> region.release(holder));
  }

  @Override
  public Value rows(long from, long count) {
    if (dimensions.rank() == 0) throw new IndexOutOfBoundsException(this + " has no rows");
    int all = dimensions.dimension(0);
    if (from < 0 || count < 1 || count > all - from)
      throw new IndexOutOfBoundsException("no " + count + " rows from row " + from + " on: " + this);
    long row = segment.byteSize() / all;
    return new HostValue(type, dimensions.with(0, Math.toIntExact(count)), segment.asSlice(from * row, count * row), region, false);
  }

  @Override
  public Value as(Shape other) {
    if (other.elements() != dimensions.elements())
      throw new IllegalArgumentException(this + " has " + dimensions.elements() + " elements, " + other + " has " + other.elements());
    return new HostValue(type, other, segment, region, false);
  }

  @Override
  public void close() {
    if (owner && region != null) region.close();
  }

  @Override
  public String toString() {
    return type + " " + dimensions + (region == null || region.isOpen() ? "" : ", closed");
  }
}
