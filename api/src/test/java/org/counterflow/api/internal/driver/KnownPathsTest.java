package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Sum;
import org.junit.jupiter.api.Test;

/** The known answers of {@code docs/arithmetic.md} for streams and Brownian paths, first made by a separate program. */
class KnownPathsTest {
  @Test
  void streams() {
    assertEquals(0x0101000005000002L, Streams.step(1, 5, 2));
    assertEquals(0x0200000100000003L, Streams.node(0, 1, 3));
  }

  @Test
  void termsOfAnIncrement() {
    Map<Long, Double> terms = new LinkedHashMap<>();
    Sum s = Sum.of(BrownianPath.increment(0, 0, 0.75, 0.25));
    for (int k = 0; k < s.leaves().size(); k++)
      if (s.leaves().get(k) instanceof Noise(long stream) && s.coefficient(k, 0) != 0) terms.put(stream, s.coefficient(k, 0));
    Map<Long, Double> known = new LinkedHashMap<>();
    known.put(0x0200000000000000L, -0x1.6a09e667f3bccp-1);
    known.put(0x0200000000000002L, 0x1.ffffffffffffep-2);
    known.put(0x0200000000000003L, -0x1.ffffffffffffep-2);
    assertEquals(known.toString(), terms.toString());
  }

  @Test
  void increments() {
    assertIncrement(0.75, 0.25, 0xa421c779, 0x1.8ac59cp-2f, -0x1.0384b8p-1f, 0x1.9037b6p-1f, -0x1.acf57cp-3f);
    assertIncrement(0.7, 0.3, 0x85444ae2, 0x1.247d6p-3f, 0x1.d63246p-4f, 0x1.c03a38p-1f, -0x1.1b31ep-3f);
  }

  private static void assertIncrement(double u, double v, int checksum, float... first) {
    Sum s = Sum.of(BrownianPath.increment(0, 0, BrownianPath.snapped(u), BrownianPath.snapped(v)));
    var values = new float[1 << 16];
    boolean begun = false;
    for (int k = 0; k < s.leaves().size(); k++) {
      float c = (float) s.coefficient(k, 0);
      if (c == 0 || !(s.leaves().get(k) instanceof Noise(long stream))) continue;
      var z = new float[values.length];
      Normals.fill(42, stream, 0, z, 0, z.length);
      for (int i = 0; i < z.length; i++) values[i] = begun ? Math.fma(c, z[i], values[i]) : c * z[i];
      begun = true;
    }
    assertArrayEquals(first, Arrays.copyOf(values, first.length));
    assertEquals(checksum, Arrays.hashCode(values));
  }
}
