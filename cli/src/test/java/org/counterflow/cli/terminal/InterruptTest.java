package org.counterflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterruptTest {
  @Test
  void inAnotherProcessNothingIsCaught() {
    var stops = new AtomicInteger();
    try (var i = Interrupt.watch(new Console(System.out, System.err, false))) {
      i.onStop(stops::incrementAndGet);
      i.check();
      i.done();
    }
    assertEquals(0, stops.get());
  }
}
