package org.counterflow.api.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory stays as long as somebody holds it: values, buffers, and whole backends. */
@Timeout(60)
class HoldTest {
  private static final Shape FOUR = Shape.of(4);

  /** What can be held and closed. */
  private interface Held extends AutoCloseable {
    Hold hold();

    @Override
    void close();
  }

  private static Held value(Value v) {
    return held(() -> v.hold(Memory.HOST, Access.READ_WRITE), v::close);
  }

  private static Held held(Supplier<Hold> hold, Runnable close) {
    return new Held() {
      @Override
      public Hold hold() {
        return hold.get();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  /** Each kind that owns memory; closing a backend closes its buffers. */
  private static Held[] all() {
    Value owned = Value.owned("the picture", ElementType.FLOAT, FOUR), viewed = Value.owned("the picture", ElementType.FLOAT, FOUR);
    Arena arena = Arena.ofShared();
    Value over = Value.over("the picture", arena.allocate(16, 16), ElementType.FLOAT, FOUR, arena::close);
    Backend backend = Backends.installed().open("java", Options.defaults()), whole = Backends.installed().open("java", Options.defaults());
    Buffer b = backend.allocate(2, 2), row = backend.allocate(2, 2).rows(1, 1), c = whole.allocate(2, 2);
    Value view = viewed.rows(1, 2).as(Shape.of(2, 1));
    return new Held[] {value(owned), value(over), held(() -> view.hold(Memory.HOST, Access.READ), viewed::close),
        held(() -> b.hold(Memory.HOST, Access.WRITE), b::close), held(() -> row.hold(Memory.HOST, Access.READ), backend::close),
        held(() -> c.hold(Memory.HOST, Access.READ), whole::close)};
  }

  @Test
  void closingWaitsForThoseWhoHold() throws InterruptedException {
    for (Held h : all()) {
      Hold a = h.hold(), b = h.hold();
      MemorySegment s = a.segment();
      var begun = new CountDownLatch(1);
      Thread closing = Thread.ofPlatform().start(() -> {
        begun.countDown();
        h.close();
      });
      begun.await();
      while (closing.getState() != Thread.State.WAITING) Thread.onSpinWait();
      s.fill((byte) 1);
      // Nobody new comes in while it closes, and those inside stay as they are.
      assertThrows(IllegalStateException.class, h::hold);
      a.close();
      a.close();
      s.fill((byte) 2);
      assertTrue(closing.isAlive(), "the second still holds it");
      b.close();
      closing.join();
      assertFalse(s.scope().isAlive(), "freed");
      h.close();
    }
  }

  @Test
  void whoHoldsItCannotCloseIt() {
    for (Held h : all()) {
      Hold mine = h.hold();
      var e = assertThrows(IllegalStateException.class, h::close);
      assertTrue(String.valueOf(e.getMessage()).contains("closed by a call that uses it"), e.getMessage());
      mine.segment().fill((byte) 3);
      h.hold().close();
      mine.close();
      h.close();
    }
  }

  @Test
  void lateUseSaysWhatWasClosed() {
    int k = 0;
    for (Held h : all()) {
      h.close();
      h.close();
      String said = String.valueOf(assertThrows(IllegalStateException.class, h::hold).getMessage());
      assertTrue(said.contains(k++ < 3 ? "the picture" : "backend java") && said.contains("after it was closed"), said);
    }
  }

  @Test
  void aHoldMayEndInAnotherThread() throws InterruptedException {
    for (Held h : all()) {
      Hold mine = h.hold();
      Thread t = Thread.ofPlatform().start(mine::close);
      t.join();
      h.close();
    }
  }

  @Test
  void anInterruptedCloserWaitsAllTheSameAndStaysInterrupted() throws InterruptedException {
    Value v = Value.owned("the picture", ElementType.FLOAT, FOUR);
    Hold mine = v.hold(Memory.HOST, Access.READ);
    var interrupted = new AtomicInteger();
    Thread closing = Thread.ofPlatform().start(() -> {
      v.close();
      if (Thread.currentThread().isInterrupted()) interrupted.incrementAndGet();
    });
    while (closing.getState() != Thread.State.WAITING) Thread.onSpinWait();
    closing.interrupt();
    assertTrue(mine.segment().scope().isAlive());
    mine.close();
    closing.join();
    assertEquals(1, interrupted.get());
  }

  @Test
  void memoryOfOthersIsGivenBackOnceAndNotTooEarly() {
    try (Arena arena = Arena.ofConfined()) {
      var freed = new AtomicInteger();
      Value v = Value.over("a runtime's", arena.allocate(16, 16), ElementType.FLOAT, FOUR, freed::incrementAndGet);
      Hold h = v.hold(Memory.HOST, Access.READ);
      Value view = v.rows(0, 2);
      view.close();
      h.close();
      assertEquals(0, freed.get(), "closing a view does nothing");
      v.close();
      v.close();
      assertEquals(1, freed.get());
      assertThrows(IllegalStateException.class, view::toDoubles);
    }
  }

  @Test
  void memoryThatCannotBeAValueIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = arena.allocate(64, 64);
      assertThrows(IllegalArgumentException.class, () -> Value.over("x", MemorySegment.ofArray(new float[4]), ElementType.FLOAT, FOUR, () -> {}));
      assertThrows(IllegalArgumentException.class, () -> Value.over("x", s, ElementType.FLOAT, FOUR, () -> {}));
      assertThrows(IllegalArgumentException.class, () -> Value.over("x", s.asSlice(2, 16), ElementType.FLOAT, FOUR, () -> {}));
    }
  }

  @Test
  void manyHoldersAndOneCloser() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      Value v = Value.owned("round " + round, ElementType.DOUBLE, FOUR);
      var broken = new AtomicInteger();
      var threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] = Thread.ofPlatform().start(() -> {
          try {
            while (true) {
              try (Hold h = v.hold(Memory.HOST, Access.READ_WRITE)) {
                for (int k = 0; k < 4; k++) ElementType.DOUBLE.put(h.segment(), k, k);
                if (!h.segment().scope().isAlive()) broken.incrementAndGet();
              }
            }
          } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).contains("used after it was closed")) broken.incrementAndGet();
          }
        });
      }
      if (round % 3 > 0) Thread.yield();
      v.close();
      for (Thread t : threads) t.join();
      assertEquals(0, broken.get());
    }
  }

  @Test
  void aHoldSaysWhereItIs() {
    Value v = Value.of(FOUR, 1f, 2, 3, 4);
    try (Hold h = v.hold(Memory.HOST, Access.READ)) {
      assertEquals(Memory.HOST, h.memory());
      assertFalse(h.copied());
      assertThrows(UnsupportedOperationException.class, () -> h.handle(String.class));
    }
    var e = assertThrows(UnsupportedOperationException.class, () -> v.hold(new Memory("gpu"), Access.READ));
    assertTrue(String.valueOf(e.getMessage()).contains("gpu"), e.getMessage());
    var ended = new AtomicInteger();
    Object handle = new Object();
    Hold device = Hold.of(new Memory("gpu"), handle, ended::incrementAndGet);
    assertSame(handle, device.handle(Object.class));
    assertThrows(UnsupportedOperationException.class, device::segment);
    for (int i = 0; i < 2; i++) device.close();
    assertEquals(1, ended.get());
    assertArrayEquals(new boolean[] {true, false, true}, new boolean[] {Access.READ.reads(), Access.WRITE.reads(), Access.READ_WRITE.reads()});
    assertArrayEquals(new boolean[] {false, true, true}, new boolean[] {Access.READ.writes(), Access.WRITE.writes(), Access.READ_WRITE.writes()});
  }
}
