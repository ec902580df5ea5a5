package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layout of stream ids is part of every recipe. */
class StreamsTest {
  @Test
  void theLayoutIsFixed() {
    assertEquals(0, Streams.START);
    assertEquals(0x01_00_000000_000000L, Streams.step(0, 0, 0));
    assertEquals(0x01_ff_fffffe_fffffdL, Streams.step(0xff, 0xfffffe, 0xfffffd));
    assertEquals(0x02_00_0000_00000001L, Streams.node(0, 0, 1));
    assertEquals(0x02_ff_fffe_ffffffffL, Streams.node(0xff, 0xfffe, 0xffffffffL));
  }

  @Test
  void noTwoIdsAreEqual() {
    Set<Long> all = new HashSet<>();
    all.add(Streams.START);
    int n = 1;
    int[] some = {0, 1, 2, 31, 32, 33, 255};
    for (int scope : some) {
      for (int a : some) {
        for (int b : some) {
          all.add(Streams.step(scope, a, b));
          all.add(Streams.node(scope, a, b));
          n += 2;
        }
      }
    }
    assertEquals(n, all.size());
  }

  @Test
  void whatHasNoRoomIsRefused() {
    assertThrows(IllegalStateException.class, () -> Streams.step(256, 0, 0));
    assertThrows(IllegalStateException.class, () -> Streams.step(0, 1 << 24, 0));
    assertThrows(IllegalStateException.class, () -> Streams.step(0, 0, 1 << 24));
    assertThrows(IllegalStateException.class, () -> Streams.node(256, 0, 1));
    String said = assertThrows(IllegalStateException.class, () -> Streams.node(0, 1 << 16, 1)).getMessage();
    assertTrue(said != null && said.contains("65536"), said);
  }
}
