package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.internal.plain.PlainProvider;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlabsTest {
  @Test
  void aLargeOneTakesNoMoreThanItself() {
    var asked = new ArrayList<Long>();
    try (Backend plain = new PlainProvider().open(Options.defaults())) {
      var watched = (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (_, method, a) -> {
        if (method.getName().equals("allocate")) asked.add((long) a[0] * (long) a[1]);
        return method.invoke(plain, a);
      });
      try (var slabs = new Slabs(watched)) {
        assertEquals(1, slabs.take(1, 3_000_001).samples());
        assertEquals(3, slabs.take(3, 1_000_001).samples());
      }
    }
    assertEquals(List.of(3_000_001L, 3_000_003L), asked);
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = {"F32", "F64"})
  void eachPieceIsABufferOfItsOwn(Precision p) {
    for (int rows : new int[] {1, 2, 3, 5, 16, 17})
      for (int elements : new int[] {1, 2, 3, 7, 8, 12, 16, 784}) {
        try (Backend backend = new PlainProvider().open(Options.defaults().in(p)); var slabs = new Slabs(backend)) {
          var taken = new ArrayList<Buffer>();
          for (int i = 0; i < 20; i++) taken.add(slabs.take(rows, elements));
          for (Buffer b : taken) {
            MemorySegment s = b.segment();
            assertEquals(0, s.address() % 64, rows + " x " + elements + " " + p);
            assertEquals((long) rows * elements * p.bytes(), s.byteSize());
            for (Buffer c : taken) assertTrue(b == c || b.segment().asOverlappingSlice(c.segment()).isEmpty());
          }
          slabs.give(taken.getLast());
          assertEquals(taken.getLast(), slabs.take(rows, elements), "what was given back serves first");
        }
      }
  }
}
