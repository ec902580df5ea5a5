package org.counterflow.api.value;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.counterflow.api.internal.memory.Forgotten;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Values in host memory, or a view of some. */
final class HostValue implements Value {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final ElementType type;
  private final Shape dimensions;
  private final MemorySegment segment;
  private final @Nullable Region region;
  private final @Nullable HostValue viewed;
  private final Forgotten.@Nullable Note note;

  private HostValue(ElementType type, Shape dimensions, MemorySegment segment, @Nullable Region region, @Nullable HostValue viewed,
      @Nullable String what) {
    this.type = type;
    this.dimensions = dimensions;
    this.segment = segment;
    this.region = region;
    this.viewed = viewed;
    note = region == null || what == null ? null : Forgotten.note(this, what + ": " + type + " " + dimensions, region::abandon);
  }

  /** Of an array that holds all elements. */
  static int length(Value v) {
    long n = v.dimensions().elements();
    if (n > LONGEST) throw new IllegalStateException(v + " has " + n + " elements, more than an array holds; take some rows(...) at a time");
    return (int) n;
  }

  /** Values that the garbage collector frees. */
  static HostValue collected(ElementType type, Shape dimensions, MemorySegment segment) {
    return new HostValue(type, dimensions, segment, null, null, null);
  }

  /**
   * Values that are freed by closing.
   *
   * @param what names the owner in messages
   */
  static HostValue owned(String what, ElementType type, Shape dimensions, Region region) {
    return new HostValue(type, dimensions, region.segment(), region, null, what);
  }

  /** A view keeps reachable what it looks at. */
  private HostValue view(Shape other, MemorySegment part) {
    return new HostValue(type, other, part, region, this, null);
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
    return Hold.of(segment, () -> {
      region.release(holder);
      // Until here nobody has forgotten the value.
      Reference.reachabilityFence(this);
    });
  }

  @Override
  public Value rows(long from, long count) {
    if (dimensions.rank() == 0) throw new IndexOutOfBoundsException(this + " has no rows");
    int all = dimensions.dimension(0);
    if (from < 0 || count < 1 || count > all - from)
      throw new IndexOutOfBoundsException("no " + count + " rows from row " + from + " on: " + this);
    long row = segment.byteSize() / all;
    return view(dimensions.with(0, Math.toIntExact(count)), segment.asSlice(from * row, count * row));
  }

  @Override
  public Value as(Shape other) {
    if (other.elements() != dimensions.elements())
      throw new IllegalArgumentException(this + " has " + dimensions.elements() + " elements, " + other + " has " + other.elements());
    return view(other, segment);
  }

  @Override
  public void close() {
    if (viewed != null || region == null) return;
    region.close();
    if (note != null) note.forget();
  }

  @Override
  public String toString() {
    return type + " " + dimensions + (region == null || region.isOpen() ? "" : ", closed");
  }
}
