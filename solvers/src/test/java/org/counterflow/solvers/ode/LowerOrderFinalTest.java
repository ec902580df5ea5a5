package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;

class LowerOrderFinalTest {
  private static double[] values(LowerOrderFinal l, int steps) {
    Target t = Targets.twoMoons();
    var solver = new UniPC(3, UniPC.B.BH2, UniPC.LowOrderWeights.HALF, l, Form.DATA);
    try (Backend b = Plain.f64();
        Samples s = Sampler.of(t.score()).on(b).solver(solver).grid(Grids.logSnr(-3, 3)).steps(steps).sample(t.shape(), Seeds.of(5))) {
      return s.toDoubles();
    }
  }

  @Test
  void itCountsTheStepsOfTheRun() {
    assertArrayEquals(values(LowerOrderFinal.ALWAYS, 14), values(LowerOrderFinal.BELOW_15, 14));
    assertArrayEquals(values(LowerOrderFinal.NEVER, 15), values(LowerOrderFinal.BELOW_15, 15));
    assertTrue(values(LowerOrderFinal.NEVER, 14)[0] != values(LowerOrderFinal.ALWAYS, 14)[0]);
  }

  @Test
  void theLastStepAloneMayBeOfOrderOne() {
    double[] last = values(LowerOrderFinal.LAST, 20);
    assertTrue(last[0] != values(LowerOrderFinal.NEVER, 20)[0]);
    assertTrue(last[0] != values(LowerOrderFinal.ALWAYS, 20)[0]);
    assertArrayEquals(last, values(new LowerOrderFinal(15, true), 20));
    assertArrayEquals(values(LowerOrderFinal.ALWAYS, 14), values(new LowerOrderFinal(15, true), 14));
  }

  @Test
  void textsComeBack() {
    for (LowerOrderFinal l : new LowerOrderFinal[] {LowerOrderFinal.NEVER, LowerOrderFinal.ALWAYS, LowerOrderFinal.BELOW_15,
        LowerOrderFinal.LAST, new LowerOrderFinal(10), new LowerOrderFinal(15, true)})
      assertEquals(l, LowerOrderFinal.parse(l.toString()));
    for (String wrong : new String[] {"below", "below-", "below-x", "below(15)", "15", "", "or-last", "always-or-last"})
      assertThrows(IllegalArgumentException.class, () -> LowerOrderFinal.parse(wrong));
  }
}
