package org.counterflow.diagnostics.topic;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/**
 * A network written in Java, in single precision.
 *
 * @param elements of a sample that goes in
 * @param out elements that it declares to give
 * @param function of one sample and its time
 */
public record JavaNetwork(int elements, int out, Function function) implements Network {
  /** What it computes. */
  public interface Function {
    /** The output of one sample. */
    float[] of(float[] x, float time);
  }

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of("sample", ElementType.FLOAT, "batch", elements), Port.of("timestep", ElementType.FLOAT, "batch")),
        List.of(Port.of("out_sample", ElementType.FLOAT, "batch", out)));
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("file", "mine.onnx");
  }

  @Override
  public void evaluate(Call call) {
    float[] x = Objects.requireNonNull(call.inputs().get("sample")).toFloats(), t = Objects.requireNonNull(call.inputs().get("timestep")).toFloats();
    try (Hold h = Objects.requireNonNull(call.outputs().get("out_sample")).hold(Memory.HOST, Access.READ_WRITE)) {
      for (int r = 0; r < t.length; r++) {
        var row = new float[elements];
        System.arraycopy(x, r * elements, row, 0, elements);
        float[] y = function.of(row, t[r]);
        for (int i = 0; i < y.length; i++) h.segment().setAtIndex(JAVA_FLOAT_UNALIGNED, (long) r * out + i, y[i]);
      }
    }
  }

  @Override
  public void close() {}
}
