package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.counterflow.api.network.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use a run when, and how it ends: interrupted, out of time, closed by another thread. */
@Timeout(60)
class RunTurnsTest {
  private static final Seeds FIVE = Worlds.seeds(5);
  private final WatchedBackend backend = new WatchedBackend(Precision.F32);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    backend.close();
  }

  static Stream<Solver> solvers() {
    return Stream.of(new SmallSolvers.Pec(), Zoo.adaptive(new SmallSolvers.SameAsLast(1e-2)));
  }

  /** A network that in one of its calls spins, looking at its cancellation, and never parks. */
  private static final class Spinning {
    final AtomicInteger calls = new AtomicInteger();
    final CountDownLatch inside = new CountDownLatch(1);
    final AtomicBoolean freed = new AtomicBoolean();
    final HostNetwork network;

    Spinning(int in) {
      network = HostNetwork.of(Worlds.PAIR, Precision.F32).before(call -> {
        if (calls.incrementAndGet() == in) spin(call);
      });
    }

    private void spin(Call call) {
      var stop = new AtomicBoolean();
      try (var _ = call.cancellation().onCancel(() -> stop.set(true))) {
        inside.countDown();
        while (!stop.get() && !freed.get()) Thread.onSpinWait();
      }
      call.cancellation().check();
    }
  }

  private Sampler sampler(HostNetwork net, Solver s) {
    return Zoo.sampler(net.epsilon(), s, Worlds.INSIDE).on(backend).microBatch(5);
  }

  private Run start(HostNetwork net, Solver s) {
    return sampler(net, s).start(Worlds.PAIR, FIVE, Conditions.NONE);
  }

  private double[] undisturbed(Solver s) {
    return Zoo.values(start(HostNetwork.of(Worlds.PAIR, Precision.F32), s));
  }

  /** What a run in a thread of its own came to. */
  private static final class Working {
    final AtomicReference<Object> end = new AtomicReference<>();
    final AtomicBoolean interrupted = new AtomicBoolean();
    final Thread thread;

    Working(Run run, boolean virtual) {
      Runnable work = () -> {
        try {
          end.set(Zoo.values(run));
        } catch (Throwable e) {
          end.set(e);
        }
        interrupted.set(Thread.currentThread().isInterrupted());
      };
      thread = virtual ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work);
    }

    Object end() throws InterruptedException {
      assertTrue(thread.join(Duration.ofSeconds(20)));
      return end.get();
    }
  }

  private static void assertWithinASecond(long since) {
    long nanos = System.nanoTime() - since;
    assertTrue(nanos < 1_000_000_000L, nanos + " ns");
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void anInterruptEndsASpinningCall(Solver solver) throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      var spinning = new Spinning(7);
      Run run = start(spinning.network, solver);
      var work = new Working(run, virtual);
      assertTrue(spinning.inside.await(10, TimeUnit.SECONDS));
      long since = System.nanoTime();
      work.thread.interrupt();
      Object end = work.end();
      assertWithinASecond(since);
      assertInstanceOf(CancellationException.class, end);
      assertFalse(end instanceof DeadlineException);
      assertTrue(work.interrupted.get(), "the thread may have other work that has to end");
      assertEquals(7, spinning.calls.get(), "no call begins after it");
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aDeadlineEndsASpinningCall(Solver solver) throws IOException {
    var spinning = new Spinning(7);
    long since = System.nanoTime();
    Run run = sampler(spinning.network, solver).deadline(Duration.ofMillis(300)).start(Worlds.PAIR, FIVE, Conditions.NONE);
    var e = assertThrows(DeadlineException.class, () -> {
      while (run.advance()) {
        // Until it is late.
      }
    });
    assertWithinASecond(since + 300_000_000L);
    assertTrue(System.nanoTime() - since >= 300_000_000L);
    assertEquals("the run took longer than its deadline, with 0 of 5 samples done", e.getMessage());
    assertThrows(DeadlineException.class, run::advance);
    // What was reached by then is not lost.
    var bytes = new ByteArrayOutputStream();
    run.save(bytes);
    run.close();
    Run again = start(HostNetwork.of(Worlds.PAIR, Precision.F32), solver).load(new ByteArrayInputStream(bytes.toByteArray()));
    assertArrayEquals(undisturbed(solver), Zoo.values(again));
  }

  /** Whatever the clock that looks after it does. */
  @ParameterizedTest
  @MethodSource("solvers")
  void whatIsOverBeforeAStepDoesNotBegin(Solver solver) throws IOException {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Run late = sampler(net, solver).deadline(Duration.ofNanos(1)).start(Worlds.PAIR, FIVE, Conditions.NONE)) {
      assertThrows(DeadlineException.class, late::advance);
    }
    try (Run run = start(net, solver)) {
      run.advance();
      int calls = net.seen.size();
      Thread.currentThread().interrupt();
      // Saving is no work that an interrupt ends: it may be the reason for the interrupt.
      run.save(OutputStream.nullOutputStream());
      assertThrows(CancellationException.class, run::advance);
      assertTrue(Thread.interrupted());
      assertThrows(CancellationException.class, run::advance, "as after cancel()");
      assertEquals(calls, net.seen.size());
    }
  }

  /** And the thread at work does not notice. */
  @ParameterizedTest
  @MethodSource("solvers")
  void aSecondThreadGetsAnErrorAtOnce(Solver solver) throws Exception {
    var spinning = new Spinning(7);
    Run run = start(spinning.network, solver);
    var work = new Working(run, false);
    assertTrue(spinning.inside.await(10, TimeUnit.SECONDS));
    for (Executable use : List.<Executable>of(run::advance, run::finish, () -> run.drain(s -> {}), () -> run.save(OutputStream.nullOutputStream()),
        () -> run.load(new ByteArrayInputStream(new byte[0])))) {
      var e = assertThrows(IllegalStateException.class, use);
      assertEquals("the run is used by the thread " + work.thread.getName() + " already; one thread works at a time", e.getMessage());
    }
    assertEquals(0, run.finished());
    assertTrue(run.report().networkCalls() > 0);
    assertTrue(work.thread.isAlive());
    spinning.freed.set(true);
    assertArrayEquals(undisturbed(solver), (double[]) work.end());
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void closingCancelsAndWaits(Solver solver) throws Exception {
    var spinning = new Spinning(7);
    Run run = start(spinning.network, solver);
    var work = new Working(run, false);
    assertTrue(spinning.inside.await(10, TimeUnit.SECONDS));
    long since = System.nanoTime();
    run.close();
    assertWithinASecond(since);
    assertEquals(0, backend.open.size(), "given back when close returns");
    assertInstanceOf(CancellationException.class, work.end());
    assertEquals("the run is closed", assertThrows(IllegalStateException.class, run::advance).getMessage());
    assertEquals(7, spinning.calls.get());
  }

  /** Also if the thread that closes is interrupted: it waits, and stays interrupted. */
  @Test
  void anInterruptedCloseWaitsAllTheSame() throws Exception {
    var spinning = new Spinning(7);
    Run run = start(spinning.network, new SmallSolvers.Pec());
    var work = new Working(run, false);
    assertTrue(spinning.inside.await(10, TimeUnit.SECONDS));
    Thread.currentThread().interrupt();
    run.close();
    assertTrue(Thread.interrupted());
    assertEquals(0, backend.open.size());
    assertInstanceOf(CancellationException.class, work.end());
  }

  /** What is to be stopped may fail at it; memory is given back, and the failure is said. */
  @Test
  void aStopThatFailsIsSaidAndLeavesNothingOpen() throws Exception {
    var inside = new CountDownLatch(1);
    var freed = new CountDownLatch(1);
    var mine = new UnsupportedOperationException("nothing stops me");
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).before(call -> {
      try (var _ = call.cancellation().onCancel(() -> {
        freed.countDown();
        throw mine;
      })) {
        inside.countDown();
        freed.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    Run run = start(net, new SmallSolvers.Pec());
    var work = new Working(run, false);
    assertTrue(inside.await(10, TimeUnit.SECONDS));
    assertSame(mine, assertThrows(UnsupportedOperationException.class, run::close));
    assertInstanceOf(CancellationException.class, work.end());
    run.close();
  }

  /** From whatever it calls: an error, and the run goes on. */
  @ParameterizedTest
  @MethodSource("solvers")
  void insideItsOwnStepNothingIsDoneTwice(Solver solver) {
    var said = new ArrayList<String>();
    Run[] run = new Run[1];
    Executable[] all = {() -> run[0].close(), () -> run[0].advance(), () -> run[0].finish(), () -> run[0].drain(s -> {}),
        () -> run[0].save(OutputStream.nullOutputStream()), () -> run[0].load(new ByteArrayInputStream(new byte[0]))};
    Runnable tries = () -> {
      for (Executable e : all) said.add(String.valueOf(assertThrows(IllegalStateException.class, e).getMessage()));
    };
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).before(call -> tries.run());
    run[0] = sampler(net, solver).watch(p -> tries.run()).start(Worlds.PAIR, FIVE, Conditions.NONE);
    assertArrayEquals(undisturbed(solver), Zoo.values(run[0]));
    assertTrue(said.size() > 12 * all.length);
    for (int i = 0; i < said.size(); i++)
      assertEquals(i % all.length == 0 ? "the run is closed from inside its own step: cancel it, and close it when the step has ended"
          : "the run is used from inside its own step", said.get(i));
  }

  @Test
  void itIsNotClosedByWhoOnlyTakesItsSamples() {
    var said = new ArrayList<String>();
    Run[] run = {start(HostNetwork.of(Worlds.PAIR, Precision.F32), new SmallSolvers.Pec())};
    run[0].drain(s -> said.add(String.valueOf(assertThrows(IllegalStateException.class, run[0]::close).getMessage())));
    assertEquals(1, said.size());
    assertThrows(IllegalStateException.class, run[0]::advance);
  }

  /** What cannot be done changes nothing. */
  @Test
  void aRunGoesOnAfterAWrongWord() throws IOException {
    Solver solver = new SmallSolvers.Pec();
    Run run = start(HostNetwork.of(Worlds.PAIR, Precision.F32), solver);
    run.advance();
    assertEquals("load belongs before the first step",
        assertThrows(IllegalStateException.class, () -> run.load(new ByteArrayInputStream(new byte[0]))).getMessage());
    while (run.finished() == 0) run.advance();
    assertEquals("5 samples are done and were not handed over; use finish()",
        assertThrows(IllegalStateException.class, () -> run.drain(s -> {})).getMessage());
    assertFalse(run.advance());
    assertArrayEquals(undisturbed(solver), Zoo.values(run));
  }

  private static byte[] saved(Run run) throws IOException {
    var bytes = new ByteArrayOutputStream();
    run.save(bytes);
    return bytes.toByteArray();
  }

  private static final int WAYS = 3;

  /** Ways to begin a run other than from noise. */
  private static Run begin(Sampler s, int way) {
    var states = Value.of(Worlds.PAIR.batch(5), 0.3, -0.4, 1.1, 0.2, -0.9, 0.5, 0.1, 0.8, -0.2, -1);
    return switch (way) {
      case 0 -> s.startEncoding(states, FIVE, Zoo.classes(5));
      case 1 -> s.startDecoding(states, FIVE, Zoo.classes(5));
      default -> s.from(states).strength(0.6).start(Worlds.PAIR, FIVE, Zoo.classes(5));
    };
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void everyDirectionIsPausedSavedResumedAndWatched(Solver solver) throws IOException {
    var steps = new ArrayList<double[]>();
    Sampler s = sampler(HostNetwork.of(Worlds.PAIR, Precision.F32), solver).watch(p -> {
      if (p.step() > 0) steps.add(new double[] {p.from().sigma(), p.at().sigma()});
      assertEquals(p.samples(), p.state().batch());
    });
    for (int way = 0; way < WAYS; way++) {
      double[] whole = Zoo.values(begin(s, way));
      int all = steps.size();
      for (double[] step : steps) assertEquals(way == 0, step[1] > step[0], "to noise, or from it");
      steps.clear();
      byte[] bytes;
      try (Run run = begin(s, way)) {
        run.advance();
        run.advance();
        bytes = saved(run);
        assertArrayEquals(bytes, saved(run));
        int before = steps.size();
        assertTrue(before > 0 && before < all);
        assertArrayEquals(whole, Zoo.values(run), "saving changes nothing");
        assertEquals(all, steps.size());
        steps.clear();
        assertArrayEquals(whole, Zoo.values(begin(s, way).load(new ByteArrayInputStream(bytes))));
        assertEquals(all - before, steps.size());
        steps.clear();
      }
      // They are no run of another direction.
      Run other = begin(s, (way + 1) % WAYS);
      var e = assertThrows(IllegalArgumentException.class, () -> other.load(new ByteArrayInputStream(bytes)));
      assertTrue(e.getMessage().startsWith("the saved run belongs to another recipe: "), e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void everyDirectionIsCancelledAndEndsInTime(Solver solver) throws Exception {
    for (int way = 0; way < WAYS; way++) {
      var spinning = new Spinning(3);
      Run run = begin(sampler(spinning.network, solver), way);
      var work = new Working(run, true);
      assertTrue(spinning.inside.await(10, TimeUnit.SECONDS));
      long since = System.nanoTime();
      run.cancel();
      assertInstanceOf(CancellationException.class, work.end());
      assertWithinASecond(since);
      Run late = begin(sampler(new Spinning(3).network, solver).deadline(Duration.ofMillis(50)), way);
      assertThrows(DeadlineException.class, late::finish);
    }
  }
}
