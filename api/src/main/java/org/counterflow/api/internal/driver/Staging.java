package org.counterflow.api.internal.driver;

import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;

/**
 * Places in host memory on the way to and from networks, kept as long as the run: giving shared memory back stops every thread for a
 * moment.
 */
public final class Staging implements AutoCloseable {
  private final Map<Place, Value> places = new HashMap<>();

  /** Nothing yet. */
  public Staging() {}

  /** Networks of different types and sizes have places of their own. */
  private record Place(String name, ElementType type, Shape dimensions) {}

  Value place(String name, ElementType type, Shape dimensions) {
    return places.computeIfAbsent(new Place(name, type, dimensions), p -> Value.owned("memory beside a network", p.type(), p.dimensions()));
  }

  @Override
  public void close() {
    RuntimeException failed = null;
    for (Value v : places.values()) {
      try {
        v.close();
      } catch (RuntimeException e) {
        failed = e;
      }
    }
    places.clear();
    if (failed != null) throw failed;
  }
}
