package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private static final float[] VALUES = {0f, -0f, 1f, -1f, 0.1f, -3e30f, 7f, Float.MIN_NORMAL, -Float.MAX_VALUE, Float.POSITIVE_INFINITY};

  @Test
  void clampIsMaximumThenMinimum() {
    for (float x : VALUES) {
      for (float bound : VALUES) {
        float b = Math.abs(bound);
        assertEquals(Math.min(Math.max(x, -b), b), Elementwise.clamp(x, b), x + " in " + b);
        assertEquals(Math.min(Math.max((double) x, -b), b), Elementwise.clamp((double) x, b), x + " in " + b);
      }
    }
  }

  @Test
  void blendIsExactAtBothEnds() {
    for (float a : VALUES) {
      for (float b : VALUES) {
        if (Float.isInfinite(a) || Float.isInfinite(b)) continue;
        // Adding +0 turns -0 into +0, as the specified chain does.
        assertEquals(a + 0f, Elementwise.blend(1f, a, b));
        assertEquals(b + 0f, Elementwise.blend(0f, a, b));
        assertEquals(a + 0.0, Elementwise.blend(1.0, a, b));
        assertEquals(b + 0.0, Elementwise.blend(0.0, a, b));
      }
    }
  }

  @Test
  void blendIsLinearBetween() {
    assertEquals(1.5f, Elementwise.blend(0.25f, 3f, 1f));
    assertEquals(1.5, Elementwise.blend(0.25, 3, 1));
  }
}
