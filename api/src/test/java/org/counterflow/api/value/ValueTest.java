package org.counterflow.api.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Typed values: what goes in comes out, views share it, conversions say what does not fit. */
class ValueTest {
  private static Value sample(ElementType type) {
    return Value.of(Shape.of(2, 3), type == ElementType.BOOL ? new double[] {0, 1, 1, 0, 0, 1} : new double[] {0, 1, -2, 3, 100, 7}).to(type);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyTypeKeepsSmallWholeNumbers(ElementType type) {
    Value v = sample(type);
    double[] expected = type == ElementType.BOOL ? new double[] {0, 1, 1, 0, 0, 1} : new double[] {0, 1, -2, 3, 100, 7};
    assertEquals(type, v.type());
    assertArrayEquals(expected, v.toDoubles());
    for (int i = 0; i < 6; i++) assertEquals((float) expected[i], v.toFloats()[i]);
    for (ElementType other : ElementType.values()) {
      if (other == ElementType.BOOL && type != ElementType.BOOL) {
        var e = assertThrows(IllegalArgumentException.class, () -> v.to(other));
        assertTrue(String.valueOf(e.getMessage()).contains("element 2 is -2.0") && e.getMessage().contains("bool"), e.getMessage());
      } else {
        assertArrayEquals(expected, v.to(other).toDoubles());
      }
    }
    try (Hold h = v.hold(Memory.HOST, Access.READ)) {
      assertEquals(6L * type.bytes(), h.segment().byteSize());
    }
  }

  @Test
  void numbersAreRoundedToTheType() {
    assertEquals(Float.POSITIVE_INFINITY, Value.of(Shape.of(), 70000f).to(ElementType.FLOAT16).toFloats()[0]);
    assertEquals(0.333251953125, Value.of(Shape.of(), 1.0 / 3).to(ElementType.FLOAT16).toDoubles()[0]);
    assertEquals((float) (1.0 / 3), Value.of(Shape.of(), 1.0 / 3).to(ElementType.FLOAT).toDoubles()[0]);
    assertArrayEquals(new double[] {2, 2, 4}, Value.of(Shape.of(3), 1.5, 2.5, 3.5).to(ElementType.INT32).toDoubles(), "half to even");
    assertTrue(Double.isNaN(Value.of(Shape.of(), Double.NaN).to(ElementType.FLOAT16).toDoubles()[0]));
    for (double wrong : new double[] {Double.NaN, 3e9, -1e300})
      assertThrows(IllegalArgumentException.class, () -> Value.of(Shape.of(), wrong).to(ElementType.INT32), Double.toString(wrong));
    assertThrows(IllegalArgumentException.class, () -> Value.of(Shape.of(), Double.NaN).to(ElementType.INT64));
    assertEquals(1L << 53, (long) Value.of(Shape.of(), 1L << 53).toDoubles()[0]);
  }

  @Test
  void anArrayIsCopiedAndMustFit() {
    float[] mine = {1, 2, 3, 4};
    Value v = Value.of(Shape.of(2, 2), mine);
    mine[0] = 9;
    assertArrayEquals(new double[] {1, 2, 3, 4}, v.toDoubles());
    var e = assertThrows(IllegalArgumentException.class, () -> Value.of(Shape.of(3), mine));
    assertTrue(String.valueOf(e.getMessage()).contains("4 values") && e.getMessage().contains("3"), e.getMessage());
    assertArrayEquals(new double[] {1, 0}, Value.of(Shape.of(2), true, false).toDoubles());
    assertEquals(ElementType.BOOL, Value.of(Shape.of(1), true).type());
    assertEquals(List.of(ElementType.INT64, ElementType.INT32, ElementType.DOUBLE, ElementType.FLOAT), List.of(Value.of(Shape.of(), 1L).type(),
        Value.of(Shape.of(), 1).type(), Value.of(Shape.of(), 1.0).type(), Value.of(Shape.of(), 1f).type()));
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void viewsShareTheMemory(ElementType type) {
    Value v = sample(type), row = v.rows(1, 1), flat = v.as(Shape.of(6)), part = flat.rows(2, 3);
    assertEquals(Shape.of(1, 3), row.dimensions());
    assertArrayEquals(new double[] {v.toDoubles()[3], v.toDoubles()[4], v.toDoubles()[5]}, row.toDoubles());
    try (Hold h = v.hold(Memory.HOST, Access.WRITE)) {
      type.put(h.segment(), 3, 1);
      type.put(h.segment(), 4, 1);
    }
    assertArrayEquals(new double[] {v.toDoubles()[2], 1, 1}, part.toDoubles());
    assertEquals(1, Value.of(Shape.of(), 5f).count());
    assertEquals(2, v.count());
    assertThrows(IndexOutOfBoundsException.class, () -> v.rows(1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> v.rows(-1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> v.rows(0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Value.of(Shape.of(), 5f).rows(0, 1));
    assertThrows(IllegalArgumentException.class, () -> v.as(Shape.of(5)));
  }

  @Test
  void mappedValuesAreNew() {
    Value v = Value.of(Shape.of(3), 1f, 2, 3), twice = v.map(x -> 2 * x + 1e-9);
    assertEquals(ElementType.FLOAT, twice.type());
    assertArrayEquals(new double[] {2, 4, 6}, twice.toDoubles());
    assertArrayEquals(new double[] {1, 2, 3}, v.toDoubles());
  }

  @Test
  void whatIsReadOnlyIsNotWritten() {
    try (Arena arena = Arena.ofConfined(); Value v = Value.over("a file", arena.allocate(8, 8).asReadOnly(), ElementType.DOUBLE, Shape.of(1), () -> {})) {
      assertArrayEquals(new double[1], v.toDoubles());
      for (Access a : List.of(Access.WRITE, Access.READ_WRITE))
        assertThrows(IllegalStateException.class, () -> v.hold(Memory.HOST, a));
    }
  }

  @Test
  void severalOfThemHaveOneOwner() {
    var closed = new ArrayList<String>();
    Map<String, Value> all = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      for (String name : List.of("first", "second", "third")) {
        all.put(name, Value.over(name, arena.allocate(4, 4), ElementType.FLOAT, Shape.of(), () -> {
          closed.add(name);
          if (!name.equals("third")) throw new IllegalStateException(name + " will not go");
        }));
      }
      Values v = Values.of(all);
      assertSame(all.get("second"), v.get("second"));
      assertEquals(List.of("first", "second", "third"), List.copyOf(v.map().keySet()));
      assertThrows(UnsupportedOperationException.class, () -> v.map().clear());
      var none = assertThrows(NoSuchElementException.class, () -> v.get("fourth"));
      assertTrue(String.valueOf(none.getMessage()).contains("fourth") && none.getMessage().contains("[first, second, third]"), none.getMessage());
      var e = assertThrows(IllegalStateException.class, v::close);
      assertEquals("first will not go", e.getMessage());
      assertEquals("second will not go", e.getSuppressed()[0].getMessage());
      assertEquals(List.of("first", "second", "third"), closed, "each, also if another cannot be freed");
      v.close();
      assertEquals(3, closed.size());
    }
  }

  @Test
  void aValueSaysWhatItIs() {
    assertEquals("int64 2x3", sample(ElementType.INT64).toString());
    Value owned = Value.owned("x", ElementType.FLOAT16, Shape.of(4));
    owned.close();
    assertEquals("float16 4, closed", owned.toString());
  }
}
