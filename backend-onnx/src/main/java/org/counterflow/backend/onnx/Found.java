package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** Outputs that own their memory. */
final class Found {
  private static final long ALIGNMENT = 64;

  private Found() {}

  /**
   * Zeros.
   *
   * @param what names file and port in messages
   */
  static Value place(String what, ElementType type, Shape shape) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment s = arena.allocate(Math.multiplyExact(shape.elements(), (long) type.bytes()), ALIGNMENT);
      Value place = Value.over("the value that " + what + " gave", s, type, shape, () -> {
        arena.close();
        Handle.VALUE.closed();
      });
      Handle.VALUE.opened();
      return place;
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * A copy of what the runtime allocated, since nobody knew its dimensions before.
   *
   * @param what names file and port in messages
   */
  static Value copy(String what, ElementType type, OnnxTensor tensor) {
    Shape shape = shape(what, tensor.getInfo().getShape());
    long bytes = Math.multiplyExact(shape.elements(), (long) type.bytes());
    Tensors.requireFits(what, bytes);
    Value copy = place(what, type, shape);
    try (Hold h = copy.hold(Memory.HOST, Access.WRITE)) {
      h.segment().copyFrom(MemorySegment.ofBuffer(tensor.getByteBuffer()));
      return copy;
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }

  private static Shape shape(String what, long[] dimensions) {
    var d = new int[dimensions.length];
    for (int i = 0; i < d.length; i++) {
      if (dimensions[i] < 1)
        throw new NetworkException(what + " came out with the dimensions " + Arrays.toString(dimensions)
            + ", and values have at least one element; give inputs for which there is one");
      d[i] = Math.toIntExact(dimensions[i]);
    }
    return Shape.of(d);
  }
}
