package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.score.Call;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one run at a time. The state and the outputs are the call's own memory, wrapped for each run; the numbers beside the state
 * and the options of the run are kept for the next call, which halves what a call costs outside the runtime.
 */
final class Slot implements AutoCloseable {
  /** The runtime's Java interface counts bytes in an int, with a little room. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

  private final Layout layout;
  private final OrtEnvironment environment;
  private final int rows;
  private final RunOptions options;
  private final List<Feed> feeds = new ArrayList<>();
  private final List<OnnxTensor> kept = new ArrayList<>();
  private final List<OnnxTensor> wrapped = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();
  private @Nullable MemorySegment halves;
  private @Nullable OnnxTensor halvesTensor;

  /**
   * A slot for runs of so many rows.
   *
   * @param numbers the inputs beside the state
   */
  Slot(Layout layout, List<Port> numbers, int rows, OrtEnvironment environment) throws OrtException {
    this.layout = layout;
    this.environment = environment;
    this.rows = rows;
    this.options = new RunOptions();
    try {
      for (Port p : numbers) {
        long count = p.elements() * rows;
        MemorySegment s = Arena.ofAuto().allocate(count * p.element().bytes, 8);
        feeds.add(new Feed(p.element(), s, count));
        OnnxTensor t = tensor(s, p.element(), p.with(rows));
        kept.add(t);
        inputs.put(p.name, t);
      }
      Layout.Output raw = layout.outputs().getFirst();
      if (raw.names().size() > 1) {
        halves = Arena.ofAuto().allocate(bytes(raw, rows) * raw.names().size(), 64);
        halvesTensor = tensor(halves, Element.of(raw.precision()), raw.with(rows));
        kept.add(halvesTensor);
      }
    } catch (OrtException | RuntimeException e) {
      close();
      throw e;
    }
  }

  int rows() {
    return rows;
  }

  RunOptions options() {
    return options;
  }

  Map<String, OnnxTensor> inputs() {
    return inputs;
  }

  Map<String, OnnxTensor> outputs() {
    return outputs;
  }

  /**
   * Gets the rows of a call ready from {@code from} on.
   *
   * @param values for each number input, repeated where there are fewer than the call has
   */
  void load(Call call, double[][] values, int from) throws OrtException {
    release();
    inputs.put(layout.state().name, wrap(call.input(), layout.shape(), layout.precision(), from, layout.state().with(rows)));
    for (int k = 0; k < values.length; k++) feeds.get(k).fill(values[k], from / rows);
    for (Layout.Output o : layout.outputs()) {
      if (o.names().size() == 1) {
        MemorySegment s = call.outputs().get(o.names().getFirst());
        if (s != null) outputs.put(o.port(), wrap(s, o.shape(), o.precision(), from, o.with(rows)));
      } else if (halvesTensor != null && o.names().stream().anyMatch(call.outputs()::containsKey)) {
        outputs.put(o.port(), halvesTensor);
      }
    }
  }

  /** Copies the halves of a split output to where the call wants them, and lets go of the call's memory. */
  void unload(Call call, int from) {
    Layout.Output raw = layout.outputs().getFirst();
    int parts = raw.names().size();
    long bytes = bytes(raw, 1);
    for (int half = 0; halves != null && half < parts; half++) {
      MemorySegment to = call.outputs().get(raw.names().get(half));
      for (int r = 0; to != null && r < rows; r++) {
        MemorySegment.copy(halves, (r * (long) parts + half) * bytes, to, (from + r) * bytes, bytes);
      }
    }
    release();
  }

  @Override
  public void close() {
    release();
    for (OnnxTensor t : kept) t.close();
    options.close();
  }

  private void release() {
    for (int i = 0; i < wrapped.size(); i++) wrapped.get(i).close();
    wrapped.clear();
    outputs.clear();
  }

  private OnnxTensor wrap(MemorySegment s, Shape shape, Precision precision, int from, long[] dimensions) throws OrtException {
    long row = shape.elements() * precision.bytes();
    OnnxTensor t = tensor(s.asSlice(from * row, rows * row), Element.of(precision), dimensions);
    wrapped.add(t);
    return t;
  }

  private OnnxTensor tensor(MemorySegment s, Element element, long[] dimensions) throws OrtException {
    // As bytes, of which the runtime takes the address: a typed buffer of the wrong order, big-endian at first, would not be noticed.
    return OnnxTensor.createTensor(environment, s.asByteBuffer(), dimensions, element.type);
  }

  private static long bytes(Layout.Output o, int rows) {
    return rows * o.shape().elements() * o.precision().bytes();
  }

  /** Where the numbers of one input go. */
  private record Feed(Element element, MemorySegment segment, long count) {
    /** Fills in the {@code run}-th part of the values, which start again from the first where they end. */
    void fill(double[] values, int run) {
      int k = (int) (run * count % values.length);
      for (long i = 0; i < count; i++) {
        element.put(segment, i, values[k]);
        if (++k == values.length) k = 0;
      }
    }
  }
}
