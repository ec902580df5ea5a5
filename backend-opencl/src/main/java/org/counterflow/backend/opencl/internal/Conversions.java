package org.counterflow.backend.opencl.internal;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Precision;
import org.jocl.cl_mem;

/** Values between the device and host memory, in another precision there: rounded on the device, so that no more bytes travel than arrive. */
final class Conversions {
  private final Engine engine;

  Conversions(Engine engine) {
    this.engine = engine;
  }

  /** Whether the device knows a precision. */
  boolean knows(Precision p) {
    return p != Precision.F64 || engine.queue().device().fp64();
  }

  /** {@code to = scale * from}. */
  void store(OpenClBuffer from, double scale, Precision precision, MemorySegment to) {
    Queue queue = engine.queue();
    if (precision == engine.precision() && scale == 1) {
      queue.read(from.memory(), from.at() * precision.bytes(), to);
      return;
    }
    cl_mem other = queue.allocate(to.byteSize());
    try {
      synchronized (queue) {
        try (Launch l = engine.launch("convert", "to_" + name(precision), "convert")) {
          l.memory(from.memory()).number(from.at()).real(scale).number(from.count()).memory(other).items(from.count());
        }
      }
      queue.read(other, 0, to);
    } finally {
      Queue.release(other);
    }
  }

  /** {@code to = from}. */
  void load(MemorySegment from, Precision precision, OpenClBuffer to) {
    Queue queue = engine.queue();
    if (precision == engine.precision()) {
      queue.write(from, to.memory(), to.at() * precision.bytes());
      return;
    }
    cl_mem other = queue.allocate(from.byteSize());
    try {
      queue.write(from, other, 0);
      synchronized (queue) {
        try (Launch l = engine.launch("convert", "from_" + name(precision), "convert")) {
          l.memory(to.memory()).number(to.at()).number(to.count()).memory(other).items(to.count());
        }
      }
    } finally {
      Queue.release(other);
    }
  }

  private static String name(Precision p) {
    return switch (p) {
      case F16 -> "half";
      case F32 -> "float";
      case F64 -> "double";
    };
  }
}
