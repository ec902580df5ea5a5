package org.counterflow.api.internal.driver;

import org.counterflow.api.backend.Buffer;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** Rows of a buffer as a network sees them, without a copy. */
final class BufferValue implements Value {
  private final Buffer buffer;
  private final Memory memory;
  private final ElementType type;
  private final Shape dimensions;
  private final Counters counters;

  /**
   * A view.
   *
   * @param memory the backend's
   * @param type the backend's precision
   * @param counters told of a network that has the values copied into other memory
   */
  BufferValue(Buffer buffer, Memory memory, ElementType type, Shape dimensions, Counters counters) {
    this.buffer = buffer;
    this.memory = memory;
    this.type = type;
    this.dimensions = dimensions;
    this.counters = counters;
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
    return memory;
  }

  @Override
  public Hold hold(Memory where, Access access) {
    Hold h = buffer.hold(where, access);
    if (h.copied()) counters.copies.increment();
    return h;
  }

  @Override
  public Value rows(long from, long count) {
    return new BufferValue(buffer.rows(from, count), memory, type, dimensions.with(0, Math.toIntExact(count)), counters);
  }

  @Override
  public Value as(Shape other) {
    if (other.elements() != dimensions.elements()) throw new IllegalArgumentException(this + " is not " + other);
    return new BufferValue(buffer, memory, type, other, counters);
  }

  @Override
  public String toString() {
    return type + " " + dimensions + " in " + memory;
  }
}
