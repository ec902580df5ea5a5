package org.counterflow.backend.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** A value of another maker, which counts its holds and can be elsewhere at each. */
final class FakeValue implements Value {
  private final ElementType type;
  private final Shape dimensions;
  private final AtomicInteger holds = new AtomicInteger();
  /** What the next hold is of. */
  MemorySegment segment;
  /** What happens before the next hold. */
  Runnable before = () -> {};

  FakeValue(ElementType type, Shape dimensions) {
    this.type = type;
    this.dimensions = dimensions;
    segment = Arena.ofAuto().allocate(dimensions.elements() * type.bytes(), 64);
  }

  /** Holds that were not given back. */
  int holds() {
    return holds.get();
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
    before.run();
    holds.incrementAndGet();
    return Hold.of(segment, holds::decrementAndGet);
  }

  @Override
  public Value rows(long from, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Value as(Shape other) {
    throw new UnsupportedOperationException();
  }
}
