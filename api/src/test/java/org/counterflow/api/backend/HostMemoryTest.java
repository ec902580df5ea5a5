package org.counterflow.api.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.concurrent.CyclicBarrier;
import org.counterflow.api.internal.memory.OpenMemory;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Buffers are remembered as long as they are open, and no longer. */
@Timeout(60)
class HostMemoryTest {
  @Test
  void aBufferThatWasClosedIsForgotten() throws InterruptedException {
    try (var memory = new HostMemory("test", Precision.F32)) {
      WeakReference<MemorySegment> closed = closed(memory);
      for (int i = 0; i < 500 && closed.get() != null; i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertNull(closed.get(), "a backend that works for weeks would remember each buffer that it ever had");
    }
  }

  private static WeakReference<MemorySegment> closed(HostMemory memory) {
    Buffer b = memory.allocate(2, 3);
    var segment = new WeakReference<>(b.segment());
    b.close();
    return segment;
  }

  /** Who asks for a buffer while another closes has none, or one that is closed: nothing is left. */
  @Test
  void nothingIsLeftOfABufferThatCameLate() throws Exception {
    long before = OpenMemory.count();
    for (int i = 0; i < 300; i++) {
      var memory = new HostMemory("test", Precision.F32);
      var start = new CyclicBarrier(2);
      Thread asking = Thread.ofPlatform().start(() -> {
        try {
          start.await();
          for (int k = 0; k < 400; k++) memory.allocate(1, 1);
        } catch (IllegalStateException e) {
          // Closed.
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
      start.await();
      Thread.sleep(0, 50_000);
      memory.close();
      asking.join();
    }
    assertEquals(before, OpenMemory.count());
  }
}
