package org.counterflow.backend.onnx;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** The values that native code works on, held in host memory until all are let go together. */
final class Holds implements AutoCloseable {
  private final List<Hold> all = new ArrayList<>();

  /**
   * A value's elements from now until {@link #close}.
   *
   * @throws IllegalStateException if the value was closed
   */
  MemorySegment hold(Value value, Access access) {
    Hold h = value.hold(Memory.HOST, access);
    all.add(h);
    return h.segment();
  }

  /** Ends all holds, each also if another cannot end. */
  @Override
  public void close() {
    RuntimeException failed = null;
    for (int i = 0; i < all.size(); i++) {
      try {
        all.get(i).close();
      } catch (RuntimeException e) {
        if (failed == null) failed = e;
        else failed.addSuppressed(e);
      }
    }
    all.clear();
    if (failed != null) throw failed;
  }
}
