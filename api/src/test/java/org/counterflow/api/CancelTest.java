package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run stops soon, wherever it is. */
@Timeout(30)
class CancelTest {
  private static final Seeds FIVE = Worlds.seeds(5);
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  /** A network whose call number {@code stuckIn} never ends by itself. */
  private static final class Stuck {
    final AtomicInteger calls = new AtomicInteger();
    final CountDownLatch inside = new CountDownLatch(1);
    final HostNetwork network;

    Stuck(int stuckIn) {
      network = HostNetwork.of(Worlds.PAIR, Precision.F32).before(call -> {
        if (calls.incrementAndGet() == stuckIn) hang(call);
      });
    }

    private void hang(Call call) {
      var stopped = new CountDownLatch(1);
      try (var _ = call.cancellation().onCancel(stopped::countDown)) {
        inside.countDown();
        stopped.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      call.cancellation().check();
    }
  }

  private void stopsInsideACall(Solver solver) throws Exception {
    var stuck = new Stuck(7);
    Sampler s = Zoo.sampler(stuck.network.epsilon(), solver, Worlds.INSIDE).on(backend).microBatch(2);
    Run run = s.start(Worlds.PAIR, FIVE, Conditions.NONE);
    var thrown = new AtomicReference<Throwable>();
    Thread t = Thread.ofPlatform().start(() -> {
      try {
        run.finish().close();
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    assertTrue(stuck.inside.await(10, TimeUnit.SECONDS));
    run.cancel();
    t.join(10_000);
    assertFalse(t.isAlive());
    assertInstanceOf(CancellationException.class, thrown.get());
    assertEquals(7, stuck.calls.get(), "no call begins after it");
    run.cancel();
    run.close();
    // The network is as good as before.
    s.sample(Worlds.PAIR, FIVE).close();
  }

  @Test
  void insideANetworkCall() throws Exception {
    stopsInsideACall(new SmallSolvers.Heun());
  }

  @Test
  void insideANetworkCallOfLanes() throws Exception {
    stopsInsideACall(Zoo.adaptive(new SmallSolvers.Pair(1e-3)));
  }

  @Test
  void betweenSteps() {
    Run run = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).start(Worlds.PAIR, FIVE, Conditions.NONE);
    assertTrue(run.advance());
    run.cancel();
    for (int i = 0; i < 2; i++) assertThrows(CancellationException.class, run::advance);
    assertThrows(CancellationException.class, run::finish);
    assertThrows(IllegalStateException.class, run::advance);
  }

  @Test
  void beforeTheFirstStep() {
    for (Solver solver : List.of(new SmallSolvers.Ddim(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
      try (Run run = Zoo.sampler(net.epsilon(), solver, Worlds.INSIDE).on(backend).start(Worlds.PAIR, FIVE, Conditions.NONE)) {
        run.cancel();
        assertThrows(CancellationException.class, run::advance);
        assertEquals(0, net.seen.size());
        assertEquals(0, run.finished());
      }
    }
  }

  @Test
  void fromInsideASolver() {
    Run[] run = new Run[1];
    Solver stopping = s -> {
      if (s.index() == 2) run[0].cancel();
      return s.hold(s.here().data());
    };
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    run[0] = Zoo.sampler(net.epsilon(), stopping, Worlds.INSIDE).on(backend).microBatch(5).start(Worlds.PAIR, FIVE, Conditions.NONE);
    assertThrows(CancellationException.class, run[0]::finish);
    assertEquals(2, net.seen.size());
  }

  @Test
  void aCancelledRunCanBeSavedAndTakenUpAgain() throws IOException {
    for (Solver solver : List.of(new SmallSolvers.Pec(), new SmallSolvers.Momentum(), Zoo.adaptive(new SmallSolvers.SameAsLast(1e-3)))) {
      var calls = new AtomicInteger();
      Run[] run = new Run[1];
      HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).before(call -> {
        if (calls.incrementAndGet() == 11) {
          run[0].cancel();
          call.cancellation().check();
        }
      });
      Sampler s = Zoo.sampler(net.epsilon().with(new Zoo.SlowClip()), solver, Worlds.INSIDE).on(backend).microBatch(2);
      run[0] = s.start(Worlds.PAIR, FIVE, Conditions.NONE);
      var bytes = new ByteArrayOutputStream();
      assertThrows(CancellationException.class, () -> {
        while (run[0].advance()) {
          // Until it is cancelled.
        }
      });
      run[0].save(bytes);
      run[0].close();
      double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
      assertArrayEquals(whole, Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE).load(new ByteArrayInputStream(bytes.toByteArray()))),
          solver.toString());
    }
  }

  @Test
  void closingTwiceAndLateUseAreHarmless() {
    Run run = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).start(Worlds.PAIR, FIVE, Conditions.NONE);
    run.advance();
    run.close();
    run.close();
    run.cancel();
    assertTrue(String.valueOf(assertThrows(IllegalStateException.class, run::advance).getMessage()).contains("closed"));
    Samples s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, FIVE);
    s.close();
    s.close();
    assertThrows(IllegalStateException.class, s::toDoubles);
  }
}
