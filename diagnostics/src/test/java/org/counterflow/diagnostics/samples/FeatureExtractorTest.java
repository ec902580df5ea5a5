package org.counterflow.diagnostics.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;

/** What a feature extractor needs of a network, and how it asks. */
class FeatureExtractorTest {
  /** Features are sum and first element of a sample of two, logits the elements; it counts its calls. */
  private static final class Sums implements Network {
    private final Ports ports;
    private int calls;

    Sums(Ports ports) {
      this.ports = ports;
    }

    @Override
    public Ports ports() {
      return ports;
    }

    @Override
    public void evaluate(Call call) {
      calls++;
      float[] x = call.inputs().values().iterator().next().toFloats();
      call.outputs().forEach((name, to) -> {
        for (int i = 0; i < x.length; i += 2) {
          put(to, i, name.equals("logits") ? x[i] : x[i] + x[i + 1]);
          put(to, i + 1, name.equals("logits") ? x[i + 1] : x[i]);
        }
      });
    }

    private static void put(Value to, int i, float v) {
      try (var h = to.hold(Memory.HOST, Access.READ_WRITE)) {
        h.segment().setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, v);
      }
    }

    @Override
    public void close() {}
  }

  private static Port port(String name, Object... dimensions) {
    return Port.of(name, ElementType.FLOAT, dimensions);
  }

  private static final Shape PAIR = Shape.of(2);

  @Test
  void samplesAreAskedInParts() {
    var network = new Sums(new Ports(List.of(port("images", "batch", 2)), List.of(port("logits", "batch", 2), port("features", "batch", 2))));
    FeatureExtractor e = FeatureExtractor.of(network);
    var x = new float[2 * 250];
    for (int i = 0; i < x.length; i++) x[i] = i;
    FeatureExtractor.Extracted said = e.extract(PAIR, x);
    assertEquals(3, network.calls);
    assertEquals(250, said.features().samples());
    assertEquals(2 * 498 + 1, said.features().values()[498]);
    assertNotNull(said.logits());
    assertEquals(499, said.logits().values()[499]);
  }

  @Test
  void aFixedNumberOfRowsIsFilled() {
    var network = new Sums(new Ports(List.of(port("x", 4, 2)), List.of(port("code", 4, 2))));
    FeatureExtractor.Extracted said = FeatureExtractor.of(network).extract(PAIR, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    assertEquals(2, network.calls);
    assertArrayEquals(new double[] {3, 1, 7, 3, 11, 5, 15, 7, 19, 9}, said.features().values());
    assertNull(said.logits());
  }

  @Test
  void whatIsNoExtractorIsRefused() {
    Port in = port("x", "batch", 2);
    for (Ports p : List.of(new Ports(List.of(in, port("t", "batch")), List.of(port("features", "batch", 2))),
        new Ports(List.of(Port.of("x", ElementType.INT64, "batch", 2)), List.of(port("features", "batch", 2))),
        new Ports(List.of(in), List.of(port("a", "batch", 2), port("b", "batch", 2))), new Ports(List.of(in), List.of(port("a", "batch", 2, 2)))))
      assertThrows(NetworkException.class, () -> FeatureExtractor.of(new Sums(p)), p.toString());
    FeatureExtractor e = FeatureExtractor.of(new Sums(new Ports(List.of(in), List.of(port("a", "batch", 2)))));
    assertTrue(assertThrows(NetworkException.class, () -> e.extract(Shape.of(3), new float[3])).getMessage().contains("not samples of shape 3"));
    assertThrows(IllegalArgumentException.class, () -> e.extract(PAIR, new float[3]));
    assertThrows(IllegalArgumentException.class, () -> e.extract(PAIR, new float[] {1, Float.NaN}));
  }
}
