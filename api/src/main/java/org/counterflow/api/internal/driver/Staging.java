package org.counterflow.api.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places in host memory on the way to and from networks, kept from call to call: giving shared memory back stops every thread for a
 * moment.
 */
final class Staging implements AutoCloseable {
  private final Map<Place, MemorySegment> places = new HashMap<>();
  private @Nullable Arena arena;

  /** Networks of different precision have places of different size. */
  private record Place(String name, long bytes) {}

  MemorySegment place(String name, long bytes) {
    return places.computeIfAbsent(new Place(name, bytes), p -> {
      Arena a = arena == null ? Arena.ofShared() : arena;
      arena = a;
      return a.allocate(p.bytes(), 64);
    });
  }

  @Override
  public void close() {
    if (arena != null) arena.close();
    arena = null;
    places.clear();
  }
}
