package org.counterflow.api.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory is freed once, when nobody holds it, whoever closes it when. */
@Timeout(30)
class RegionTest {
  private final AtomicInteger freed = new AtomicInteger();

  private Region region() {
    return new Region("the thing", Arena.ofAuto().allocate(32), freed::incrementAndGet);
  }

  @Test
  void itIsCountedUntilItIsFreed() {
    long count = Region.open(), bytes = Region.openBytes();
    Region r = region();
    try (var _ = new Region("another", 100)) {
      assertEquals(count + 2, Region.open());
      assertEquals(bytes + 132, Region.openBytes());
    }
    Thread t = r.hold();
    r.abandon();
    assertEquals(count + 1, Region.open(), "somebody holds it");
    r.release(t);
    assertEquals(count, Region.open());
    assertEquals(bytes, Region.openBytes());
    assertEquals(1, freed.get());
  }

  @Test
  void closingWaitsForHoldsOfOtherThreads() throws Exception {
    Region r = region();
    Thread mine = r.hold();
    assertTrue(r.isMine());
    var e = assertThrows(IllegalStateException.class, r::close);
    assertTrue(e.getMessage().startsWith("the thing is closed by a call that uses it"), e.getMessage());
    var began = new CountDownLatch(1);
    Thread closer = Thread.ofPlatform().start(() -> {
      began.countDown();
      r.close();
    });
    began.await();
    while (r.isOpen()) Thread.onSpinWait();
    assertEquals(0, freed.get());
    assertThrows(IllegalStateException.class, r::hold);
    r.release(mine);
    closer.join();
    assertEquals(1, freed.get());
    r.close();
    r.abandon();
    assertEquals(1, freed.get(), "once");
  }

  @Test
  void aHoldEndsInAnyThread() throws Exception {
    Region r = region();
    Thread mine = r.hold();
    assertSame(Thread.currentThread(), mine);
    Thread.ofPlatform().start(() -> r.release(mine)).join();
    assertFalse(r.isMine());
    r.close();
    assertEquals(1, freed.get());
  }

  /** The collector's thread serves everybody: it must not wait for a hold that was forgotten too. */
  @Test
  void whatIsAbandonedWaitsForNobody() {
    Region r = region();
    Thread one = r.hold(), two = r.hold();
    r.abandon();
    r.abandon();
    assertEquals(0, freed.get());
    assertThrows(IllegalStateException.class, r::hold);
    r.release(one);
    assertEquals(0, freed.get());
    r.release(two);
    assertEquals(1, freed.get());
    Region free = region();
    free.abandon();
    assertEquals(2, freed.get());
  }
}
