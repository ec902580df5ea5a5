package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;

/**
 * Tensors over the values that one port was given of late, without a copy. A run gives the same few values again and again, and a tensor
 * costs as much as all the rest of a call. Values are kept by identity, and only as long as they are held at the same place: what is at an
 * address may be another's tomorrow.
 */
final class Tensors implements AutoCloseable {
  /** The runtime's Java interface counts bytes in an int, with a little room. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;
  private static final int KEPT = 8;

  private final OrtEnvironment environment;
  private final String what;
  /** The latest first. */
  private final List<Kept> kept = new ArrayList<>(KEPT);

  /** A value with its tensor, and where its elements were. */
  private record Kept(Value value, long address, long bytes, OnnxTensor tensor) {}

  /**
   * None yet.
   *
   * @param what names file and port in messages
   */
  Tensors(OrtEnvironment environment, String what) {
    this.environment = environment;
    this.what = what;
  }

  /**
   * The tensor over a value that fits the port.
   *
   * @param segment its elements, held for as long as the tensor is used
   * @throws NetworkException if the runtime cannot take them
   */
  OnnxTensor over(Value value, MemorySegment segment) throws OrtException {
    for (int i = 0; i < kept.size(); i++) {
      Kept k = kept.get(i);
      if (k.value != value) continue;
      if (k.address != segment.address() || k.bytes != segment.byteSize()) {
        close(kept.remove(i));
        break;
      }
      if (i > 0) kept.addFirst(kept.remove(i));
      return k.tensor;
    }
    if (kept.size() == KEPT) close(kept.removeLast());
    OnnxTensor tensor = tensor(value, segment);
    kept.addFirst(new Kept(value, segment.address(), segment.byteSize(), tensor));
    return tensor;
  }

  private OnnxTensor tensor(Value value, MemorySegment s) throws OrtException {
    Shape shape = value.dimensions();
    int size = value.type().bytes();
    if (!s.isNative() || s.byteSize() != shape.elements() * size || s.address() % size != 0)
      throw new NetworkException(what + " is held as " + s + ", which is no native memory of " + shape.elements() + " elements of " + size
          + " bytes; correct the value's hold");
    requireFits(what, s.byteSize());
    var dimensions = new long[shape.rank()];
    for (int i = 0; i < dimensions.length; i++) dimensions[i] = shape.dimension(i);
    // As bytes, of which the runtime takes the address: a typed buffer of the wrong order, big-endian at first, would not be noticed.
    OnnxTensor t = OnnxTensor.createTensor(environment, s.asByteBuffer(), dimensions, Types.of(value.type()));
    Handle.TENSOR.opened();
    return t;
  }

  /**
   * That the runtime and Java can hand each other so many bytes.
   *
   * @param what names file and port in messages
   * @throws NetworkException if not
   */
  static void requireFits(String what, long bytes) {
    if (bytes > MOST_BYTES)
      throw new NetworkException(what + " has " + bytes + " bytes, more than the 2 GiB that go between the runtime and Java; give fewer rows"
          + " at a time");
  }

  @Override
  public void close() {
    kept.forEach(Tensors::close);
    kept.clear();
  }

  private static void close(Kept k) {
    k.tensor.close();
    Handle.TENSOR.closed();
  }
}
