package org.counterflow.backend.cpuvector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Threads look at blocks in no order: what was found in one says nothing of those before it. */
class FirstTest {
  @Test
  void theOrderOfFindingDoesNotCount() {
    for (long[] order : new long[][] {{700, 500, 600}, {500, 600, 700}, {600, 700, 500}}) {
      var first = new First();
      assertEquals(-1, first.get());
      for (long index : order) first.found(index);
      assertEquals(500, first.get());
    }
  }

  @Test
  void whatLiesBeforeIsStillLookedAt() {
    var first = new First();
    assertTrue(first.mayBeFrom(0) && first.mayBeFrom(1L << 40));
    first.found(500);
    assertTrue(first.mayBeFrom(0) && first.mayBeFrom(499));
    assertFalse(first.mayBeFrom(500) || first.mayBeFrom(501));
    first.found(0);
    assertEquals(0, first.get());
    assertFalse(first.mayBeFrom(0));
  }
}
