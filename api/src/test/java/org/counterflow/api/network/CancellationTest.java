package org.counterflow.api.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancellationTest {
  @Test
  void stopsTheWorkInFlightAndEveryLaterOne() {
    var c = new Cancellation();
    var stopped = new AtomicInteger();
    c.check();
    try (var _ = c.onCancel(stopped::incrementAndGet)) {
      assertFalse(c.isCancelled());
      c.cancel();
      assertEquals(1, stopped.get());
      assertTrue(c.isCancelled());
    }
    assertThrows(CancellationException.class, c::check);
    assertThrows(CancellationException.class, () -> c.onCancel(stopped::incrementAndGet));
    c.cancel();
    assertEquals(1, stopped.get(), "nothing is in flight");
  }

  @Test
  void workThatHasEndedIsNotStopped() {
    var c = new Cancellation();
    var stopped = new AtomicInteger();
    Cancellation.Registration r = c.onCancel(stopped::incrementAndGet);
    r.close();
    r.close();
    c.cancel();
    assertEquals(0, stopped.get());
  }

  @Test
  void severalPiecesOfWorkOfSeveralThreadsAreEachStoppedOnce() throws InterruptedException {
    int threads = 8;
    var c = new Cancellation();
    var begun = new CountDownLatch(threads);
    var stopped = new AtomicInteger();
    var ended = new AtomicInteger();
    var all = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      boolean two = i % 2 == 0;
      all.add(Thread.ofPlatform().start(() -> {
        var mine = new CountDownLatch(two ? 2 : 1);
        Runnable stop = () -> {
          stopped.incrementAndGet();
          mine.countDown();
        };
        try (var _ = c.onCancel(stop); var _ = two ? c.onCancel(stop) : null) {
          begun.countDown();
          mine.await();
          ended.incrementAndGet();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }));
    }
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    c.cancel();
    for (Thread t : all) t.join();
    assertEquals(threads, ended.get());
    assertEquals(threads + threads / 2, stopped.get());
  }

  @Test
  void oneThatCannotBeStoppedDoesNotSaveTheOthers() {
    var c = new Cancellation();
    var stopped = new AtomicInteger();
    var mine = new IllegalStateException("deaf");
    try (var _ = c.onCancel(stopped::incrementAndGet); var _ = c.onCancel(() -> {
      throw mine;
    }); var _ = c.onCancel(stopped::incrementAndGet)) {
      assertSame(mine, assertThrows(IllegalStateException.class, c::cancel));
      assertEquals(2, stopped.get());
      assertTrue(c.isCancelled());
    }
  }

  /** What a stop stops may be gone when its registration is closed; so closing waits for a stop that is on its way. */
  @Test
  void closingWaitsForAStopOnItsWay() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      var c = new Cancellation();
      var gone = new AtomicBoolean();
      var late = new AtomicInteger();
      var together = new CyclicBarrier(2);
      Cancellation.Registration r = c.onCancel(() -> {
        for (int i = 0; i < 50; i++) if (gone.get()) late.incrementAndGet();
      });
      Thread t = Thread.ofPlatform().start(() -> {
        await(together);
        c.cancel();
      });
      await(together);
      r.close();
      gone.set(true);
      t.join();
      assertEquals(0, late.get(), "round " + round);
    }
  }

  private static void await(CyclicBarrier b) {
    try {
      b.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStopMayEndItsOwnRegistration() {
    var c = new Cancellation();
    var r = new Cancellation.Registration[1];
    r[0] = c.onCancel(() -> r[0].close());
    c.cancel();
    assertTrue(c.isCancelled());
  }
}
