package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** Values in host memory as memory. */
final class Segments {
  private Segments() {}

  static void into(Value v, Consumer<MemorySegment> write) {
    try (Hold h = v.hold(Memory.HOST, Access.WRITE)) {
      write.accept(h.segment());
    }
  }

  static void from(Value v, Consumer<MemorySegment> read) {
    try (Hold h = v.hold(Memory.HOST, Access.READ)) {
      read.accept(h.segment());
    }
  }

  /** One half of each row. */
  static void halves(Value both, Value one, int half) {
    from(both, source -> into(one, to -> {
      long bytes = to.byteSize() / one.count();
      for (int r = 0; r < one.count(); r++) MemorySegment.copy(source, (2L * r + half) * bytes, to, r * bytes, bytes);
    }));
  }
}
