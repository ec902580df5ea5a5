package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  @Test
  void stopsTheCallInFlightAndEveryLaterOne() {
    var c = new Cancellation();
    var stopped = new AtomicInteger();
    c.check();
    c.begin(stopped::incrementAndGet);
    assertFalse(c.isCancelled());
    c.cancel();
    assertEquals(1, stopped.get());
    assertTrue(c.isCancelled());
    c.end();
    assertThrows(CancellationException.class, c::check);
    assertThrows(CancellationException.class, () -> c.begin(stopped::incrementAndGet));
    c.cancel();
    assertEquals(1, stopped.get(), "nothing is in flight");
  }

  @Test
  void aCallThatHasEndedIsNotStopped() {
    var c = new Cancellation();
    var stopped = new AtomicInteger();
    c.begin(stopped::incrementAndGet);
    c.end();
    c.cancel();
    assertEquals(0, stopped.get());
  }
}
