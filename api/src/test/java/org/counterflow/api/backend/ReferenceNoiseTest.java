package org.counterflow.api.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.counterflow.api.internal.plain.PlainProvider;
import org.counterflow.api.internal.plain.Values;
import org.junit.jupiter.api.Test;

class ReferenceNoiseTest {
  @Test
  void isWhatANoiseTermAdds() {
    try (Backend b = new PlainProvider().open(Options.defaults())) {
      Buffer out = b.allocate(2, 7);
      b.combine(out, new Terms(List.of(new Term.OfNoise(5, new double[] {1})), new long[] {42, -1}));
      double[] all = Values.of(b, out);
      var some = new float[9];
      ReferenceNoise.fill(-1, 5, 3, some, 2, 4);
      for (int i = 0; i < 7; i++) assertEquals(all[i], ReferenceNoise.normal(42, 5, i));
      for (int i = 0; i < 4; i++) assertEquals(all[7 + 3 + i], some[2 + i]);
      assertEquals(0, some[1] + some[6]);
    }
  }
}
