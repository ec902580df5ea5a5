package org.counterflow.diagnostics.plan;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Objects;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/** A network of one number that returns 0. */
record Zeros() implements Network {
  private static final String OUTPUT = "out_sample";

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 1), Port.of("timestep", ElementType.DOUBLE, "batch")),
        List.of(Port.of(OUTPUT, ElementType.DOUBLE, "batch", 1)));
  }

  @Override
  public void evaluate(Call call) {
    try (Hold h = Objects.requireNonNull(call.outputs().get(OUTPUT)).hold(Memory.HOST, Access.READ_WRITE)) {
      for (long i = 0; i < h.segment().byteSize() / Double.BYTES; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, 0);
    }
  }

  @Override
  public void close() {}
}
