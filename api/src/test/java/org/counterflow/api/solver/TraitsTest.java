package org.counterflow.api.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.tensor.Ones;
import org.junit.jupiter.api.Test;

class TraitsTest {
  @Test
  void eachWitherChangesItsOwnClaimOnly() {
    Traits t = Traits.of(2);
    assertEquals("order 2.0, 1 evaluations a step, remembers 0", t.toString());
    Traits all = t.remembers(3).evaluations(4).stochastic(1.5).atEnds(true).wraps(true);
    assertEquals(2, all.order());
    assertEquals(1.5, all.weakOrder());
    assertEquals(3, all.remembers());
    assertEquals(4, all.evaluations());
    assertTrue(all.stochastic() && all.atEnds() && all.wraps());
    assertEquals("order 2.0, weak order 1.5, 4 evaluations a step, remembers 3, at ends, wraps", all.toString());
    assertFalse(t.stochastic() || t.atEnds() || t.wraps());
    assertEquals(2, t.weakOrder());
    // In another order the same.
    Traits again = t.wraps(true).atEnds(true).stochastic(1.5).evaluations(4).remembers(3);
    assertEquals(all.toString(), again.toString());
  }

  @Test
  void noClaimIsNegative() {
    Traits t = Traits.of(0);
    assertThrows(IllegalArgumentException.class, () -> Traits.of(-1));
    assertThrows(IllegalArgumentException.class, () -> Traits.of(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> t.stochastic(-0.5));
    assertThrows(IllegalArgumentException.class, () -> t.remembers(-1));
    var e = assertThrows(IllegalArgumentException.class, () -> t.evaluations(-2));
    assertTrue(String.valueOf(e.getMessage()).contains("-2 evaluations"), e.getMessage());
  }

  @Test
  void aSolverClaimsLittleByDefault() {
    Solver s = step -> step.x();
    assertEquals("order 1.0, 1 evaluations a step, remembers 0", s.traits().toString());
  }

  @Test
  void adaptiveChecksItsRangesAndClaimsWhatItsPairClaims() {
    Traits traits = Traits.of(3).remembers(2);
    var pair = new EmbeddedSolver() {
      @Override
      public Estimate stepWithError(Step s) {
        return new Estimate(Ones.ONES, 0.5);
      }

      @Override
      public Traits traits() {
        return traits;
      }
    };
    StepControl control = e -> new Decision(true, 1);
    assertSame(traits, new Adaptive(pair, control, 0.1, 10).traits());
    for (double first : new double[] {0, -1, Double.NaN})
      assertThrows(IllegalArgumentException.class, () -> new Adaptive(pair, control, first, 10));
    var e = assertThrows(IllegalArgumentException.class, () -> new Adaptive(pair, control, 0.1, 0));
    assertTrue(String.valueOf(e.getMessage()).contains("max-steps must be at least 1, was 0"), e.getMessage());
  }
}
