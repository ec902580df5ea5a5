package org.counterflow.api.value;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;

/**
 * What networks take and give: elements of one type with all their dimensions, the batch included, row-major, in some memory. Immutable
 * to all but the network that fills it.
 *
 * <p>Values made of arrays are a copy off the Java heap that the garbage collector frees: closing them is not needed. What a network gave
 * is its caller's to close ({@link Values}). A view ({@link #rows}, {@link #as}) shares the memory, and closing it does nothing.
 */
public interface Value extends AutoCloseable {
  /** The type of the elements. */
  ElementType type();

  /** All dimensions; {@code Shape.of()} of a single number. */
  Shape dimensions();

  /** Where the elements are. */
  Memory memory();

  /**
   * Keeps the memory until the hold is closed.
   *
   * @param where the memory in which the holder wants the elements: this one's own, or host memory, where an element of a device is mapped
   *     or copied
   * @param access what the holder does
   * @throws IllegalStateException if the value was closed
   * @throws UnsupportedOperationException if there is no way into that memory
   */
  Hold hold(Memory where, Access access);

  /**
   * A view of some rows along the first dimension.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  Value rows(long from, long count);

  /**
   * A view with other dimensions and as many elements.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  Value as(Shape dimensions);

  /** Frees the memory once nobody holds it, where the value owns it. Idempotent. */
  @Override
  default void close() {}

  /** Rows along the first dimension; 1 for a single number. */
  default int count() {
    return dimensions().rank() == 0 ? 1 : dimensions().dimension(0);
  }

  /**
   * A copy of all elements as numbers.
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  default double[] toDoubles() {
    var all = new double[HostValue.length(this)];
    try (Hold h = hold(Memory.HOST, Access.READ)) {
      for (int i = 0; i < all.length; i++) all[i] = type().get(h.segment(), i);
    }
    return all;
  }

  /**
   * A copy of all elements in single precision.
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  default float[] toFloats() {
    var all = new float[HostValue.length(this)];
    try (Hold h = hold(Memory.HOST, Access.READ)) {
      for (int i = 0; i < all.length; i++) all[i] = (float) type().get(h.segment(), i);
    }
    return all;
  }

  /** New values of the same type: each element by a function, rounded to the type. */
  default Value map(DoubleUnaryOperator f) {
    Value mapped = zeros(type(), dimensions());
    try (Hold from = hold(Memory.HOST, Access.READ); Hold to = mapped.hold(Memory.HOST, Access.WRITE)) {
      for (long i = 0; i < dimensions().elements(); i++) type().put(to.segment(), i, f.applyAsDouble(type().get(from.segment(), i)));
    }
    return mapped;
  }

  /**
   * A copy in another type.
   *
   * @throws IllegalArgumentException naming the first element that the type cannot hold
   */
  default Value to(ElementType other) {
    Value copy = zeros(other, dimensions());
    try (Hold from = hold(Memory.HOST, Access.READ); Hold to = copy.hold(Memory.HOST, Access.WRITE)) {
      for (long i = 0; i < dimensions().elements(); i++) {
        double v = type().get(from.segment(), i);
        if (!other.holds(v)) throw new IllegalArgumentException("element " + i + " is " + v + ", which " + other + " cannot hold");
        other.put(to.segment(), i, v);
      }
    }
    return copy;
  }

  /** Zeros that the garbage collector frees. */
  static Value zeros(ElementType type, Shape dimensions) {
    long bytes = Math.multiplyExact(dimensions.elements(), (long) type.bytes());
    return HostValue.collected(type, dimensions, Arena.ofAuto().allocate(bytes, 64));
  }

  /**
   * Zeros that are freed by closing.
   *
   * @param what names the owner in messages
   */
  static Value owned(String what, ElementType type, Shape dimensions) {
    var region = new Region(what, Math.multiplyExact(dimensions.elements(), (long) type.bytes()));
    return HostValue.owned(what, type, dimensions, region);
  }

  /** A copy of numbers in single precision. */
  static Value of(Shape dimensions, float... values) {
    return copy(ElementType.FLOAT, dimensions, MemorySegment.ofArray(values), values.length);
  }

  /** A copy of numbers in double precision. */
  static Value of(Shape dimensions, double... values) {
    return copy(ElementType.DOUBLE, dimensions, MemorySegment.ofArray(values), values.length);
  }

  /** A copy of whole numbers of 64 bits. */
  static Value of(Shape dimensions, long... values) {
    return copy(ElementType.INT64, dimensions, MemorySegment.ofArray(values), values.length);
  }

  /** A copy of whole numbers of 32 bits. */
  static Value of(Shape dimensions, int... values) {
    return copy(ElementType.INT32, dimensions, MemorySegment.ofArray(values), values.length);
  }

  /** A copy of truth values. */
  static Value of(Shape dimensions, boolean... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
    return copy(ElementType.BOOL, dimensions, MemorySegment.ofArray(bytes), values.length);
  }

  /**
   * Memory that a runtime made, as a value that owns it.
   *
   * @param what names the owner in messages
   * @param segment off the Java heap, accessible from every thread, of exactly the size
   * @param free gives the memory back; run once, when the value was closed and nobody holds it
   * @throws IllegalArgumentException if the size or the kind of memory does not fit
   */
  static Value over(String what, MemorySegment segment, ElementType type, Shape dimensions, Runnable free) {
    if (!segment.isNative()) throw new IllegalArgumentException("values lie off the Java heap: allocate them in an Arena, or use of(...)");
    if (segment.byteSize() != Math.multiplyExact(dimensions.elements(), (long) type.bytes()))
      throw new IllegalArgumentException(segment.byteSize() + " bytes for " + type + " " + dimensions);
    if (segment.address() % type.bytes() != 0)
      throw new IllegalArgumentException("values of type " + type + " need an address that is a multiple of " + type.bytes());
    return HostValue.owned(what, type, dimensions, new Region(what, segment, free));
  }

  private static Value copy(ElementType type, Shape dimensions, MemorySegment from, int count) {
    if (count != dimensions.elements())
      throw new IllegalArgumentException(count + " values for the dimensions " + dimensions + ", which have " + dimensions.elements());
    Value v = zeros(type, dimensions);
    try (Hold h = v.hold(Memory.HOST, Access.WRITE)) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, h.segment(), ValueLayout.JAVA_BYTE, 0, from.byteSize());
    }
    return v;
  }
}
