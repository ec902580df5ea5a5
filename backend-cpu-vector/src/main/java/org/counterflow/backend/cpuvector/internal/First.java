package org.counterflow.backend.cpuvector.internal;

import java.util.concurrent.atomic.AtomicLong;

/** The first of what several threads find, in whatever order they find it. */
final class First {
  private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);

  /** Whether the first may still lie from an index on: else there is no need to look. */
  boolean mayBeFrom(long index) {
    return index < least.get();
  }

  /** Something is at an index, at least 0. */
  void found(long index) {
    least.accumulateAndGet(index, Math::min);
  }

  /** Where the first is, or -1 if nothing was found. */
  long get() {
    long l = least.get();
    return l == Long.MAX_VALUE ? -1 : l;
  }
}
