package org.counterflow.api.process;

import java.util.function.ToDoubleFunction;

/** A label by its map. */
record NamedLabel(String id, ToDoubleFunction<Point> map) implements TimeLabel {
  @Override
  public double of(Point own) {
    return map.applyAsDouble(own);
  }

  @Override
  public String toString() {
    return id;
  }
}
