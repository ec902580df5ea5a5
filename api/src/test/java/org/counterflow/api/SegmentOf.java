package org.counterflow.api;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Hold;

/** What a made-up device knows its values by: memory that only it may touch. */
record SegmentOf(MemorySegment values) {
  /** The elements of a hold, in host memory or on the made-up device. */
  static MemorySegment hold(Hold h) {
    return h.memory().equals(Memory.HOST) ? h.segment() : h.handle(SegmentOf.class).values();
  }
}
