package org.counterflow.api.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void moreElementsThanCanBeCountedAreNamed() {
    assertEquals(1L << 58, Shape.of(1 << 29, 1 << 29).elements());
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(1 << 30, 1 << 30, 2));
    assertEquals("a shape of more than 576460752303423487 elements cannot be held, was [1073741824, 1073741824, 2]", e.getMessage());
  }
}
