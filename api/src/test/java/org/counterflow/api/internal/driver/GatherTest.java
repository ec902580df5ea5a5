package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes that meet, leave and fail in every order. */
@Timeout(60)
class GatherTest {
  private record Doubling() implements Network {
    @Override
    public Memory memory() {
      return Memory.HOST;
    }

    @Override
    public Signature signature() {
      return new Signature(Shape.of(), Precision.F64, List.of(new Signature.Output("raw", Shape.of(), Precision.F64)), Map.of(), true,
          Map.of(), Map.of());
    }

    @Override
    public void evaluate(Call call) {
      throw new AssertionError("the caller stands in for it");
    }

    @Override
    public void close() {}
  }

  /** The first row that a lane asks for is its number, then sums of what it got. */
  @Test
  void everyLaneGetsItsOwnRowsWhateverTheOthersDo() throws Exception {
    for (int round = 0; round < 200; round++) {
      int lanes = 1 + round % 9, microBatch = 1 + round % 4;
      var calls = new AtomicInteger();
      var rows = new AtomicInteger();
      Thread coordinator = Thread.currentThread();
      try (var gather = new Gather(microBatch, (network, call) -> {
        assertEquals(coordinator, Thread.currentThread());
        assertEquals(microBatch, call.rows());
        calls.incrementAndGet();
        for (int r = 0; r < call.rows(); r++) {
          double x = call.input().getAtIndex(ValueLayout.JAVA_DOUBLE, r);
          MemorySegment out = call.outputs().get("raw");
          if (out != null) out.setAtIndex(ValueLayout.JAVA_DOUBLE, r, 2 * x + call.labels()[r]);
        }
      }); Arena arena = Arena.ofShared()) {
        gather.expect(lanes);
        var network = new Doubling();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        var threads = new ArrayList<Thread>();
        var together = new CyclicBarrier(lanes);
        for (int lane = 0; lane < lanes; lane++) {
          double me = lane;
          int asks = (lane * 7 + round) % 5;
          threads.add(Thread.ofVirtual().start(() -> {
            try {
              together.await();
              MemorySegment in = arena.allocate(8, 8), out = arena.allocate(8, 8);
              double x = me;
              for (int k = 0; k < asks; k++) {
                in.set(ValueLayout.JAVA_DOUBLE, 0, x);
                gather.call(network, new Call(1, in, new double[] {me + k}, Conditions.NONE, Map.of("raw", out), new Cancellation()));
                rows.incrementAndGet();
                assertEquals(2 * x + me + k, out.get(ValueLayout.JAVA_DOUBLE, 0));
                x = out.get(ValueLayout.JAVA_DOUBLE, 0);
              }
            } catch (Exception | Error e) {
              failures.add(e);
            } finally {
              gather.leave();
            }
          }));
        }
        gather.serve();
        for (Thread t : threads) t.join();
        assertTrue(failures.isEmpty(), failures.toString());
        assertTrue(calls.get() * microBatch >= rows.get());
        // All that live ask before any is served, so no call goes out for less than it could.
        assertFalse(calls.get() > rows.get());
      }
    }
  }
}
