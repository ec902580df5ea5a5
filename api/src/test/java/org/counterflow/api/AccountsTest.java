package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.internal.memory.OpenMemory;
import org.counterflow.api.network.Network;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Native memory is accounted for: after a thousand runs of a kind nothing is open, and nothing was forgotten. */
@Timeout(120)
class AccountsTest {
  private static final int RUNS = 1000;
  private static final int SAMPLES = 3;
  /** Of no other test, so that a warning can be told from those of others. */
  private static final Shape SHAPE = Shape.of(1, 5, 1);
  private static final Seeds SEEDS = Worlds.seeds(SAMPLES);
  private static final Memory DEVICE = new Memory("made-up");

  private final List<WatchedBackend> backends = List.of(new WatchedBackend(Precision.F32), new WatchedBackend(Precision.F64),
      new WatchedBackend(Precision.F32, DEVICE));
  private final Warnings warnings = new Warnings("org.counterflow.api");

  @AfterEach
  void close() {
    warnings.close();
    backends.forEach(Backend::close);
  }

  private static final class Tired extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** One run of a kind, number n: how it ends is up to n where it ends badly. */
  private interface Kind {
    void run(WatchedBackend b, Solver s, int n) throws Exception;
  }

  private static ScoreFunction score(Network n) {
    return ScoreFunction.of(n, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
  }

  /** Networks in single precision: at home with one backend, beside the second, and on the device of the third. */
  private static HostNetwork network(WatchedBackend b) {
    return HostNetwork.of(SHAPE, Precision.F32).in(b.memory());
  }

  private static Sampler sampler(Backend b, ScoreFunction f, Solver s) {
    return Zoo.sampler(f, s, Worlds.INSIDE).steps(3).on(b).microBatch(2);
  }

  private static Sampler sampler(WatchedBackend b, Solver s) {
    return sampler(b, score(network(b)), s);
  }

  private static Run start(Sampler s) {
    return s.start(SHAPE, SEEDS, Zoo.classes(SAMPLES));
  }

  private static Value states() {
    var all = new double[SAMPLES * (int) SHAPE.elements()];
    Arrays.setAll(all, i -> Math.sin(i));
    return Value.of(SHAPE.batch(SAMPLES), all);
  }

  private static void fails(Class<? extends Throwable> with, Sampler s) {
    assertThrows(with, () -> start(s).finish());
  }

  private static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Map<String, Kind> all = new LinkedHashMap<>();
    all.put("sampled", (b, s, n) -> start(sampler(b, s)).finish().close());
    all.put("encoded", (b, s, n) -> sampler(b, s).encode(states(), SEEDS, Zoo.classes(SAMPLES)).close());
    all.put("decoded", (b, s, n) -> sampler(b, s).decode(states(), SEEDS, Zoo.classes(SAMPLES)).close());
    all.put("from data", (b, s, n) -> start(sampler(b, s).from(states()).strength(0.6)).finish().close());
    all.put("from given normals", (b, s, n) -> sampler(b, s).sample(states(), SEEDS, Zoo.classes(SAMPLES)).close());
    all.put("guided and ruled", (b, s, n) -> start(sampler(b, score(network(b)).guided(new Zoo.Rescaled(2)).with(new Zoo.SlowClip()), s)).finish()
        .close());
    all.put("drained", (b, s, n) -> start(sampler(b, s)).drain(x -> assertEquals(SHAPE, x.shape())));
    all.put("closed at the start", (b, s, n) -> start(sampler(b, s)).close());
    all.put("closed on the way", (b, s, n) -> {
      try (Run r = start(sampler(b, s))) {
        for (int i = 0; i <= n % 3; i++) r.advance();
      }
    });
    all.put("cancelled", (b, s, n) -> {
      Run[] run = new Run[1];
      var calls = new int[1];
      HostNetwork net = network(b).before(call -> {
        if (++calls[0] == 1 + n % 4) run[0].cancel();
        call.cancellation().check();
      });
      run[0] = start(sampler(b, score(net), s));
      assertThrows(CancellationException.class, run[0]::finish);
    });
    all.put("out of time", (b, s, n) -> fails(DeadlineException.class, sampler(b, s).deadline(Duration.ofNanos(1))));
    all.put("the solver fails", (b, s, n) -> {
      Solver tired = x -> {
        x.value(x.here().data());
        if (x.index() == n % 3) throw new Tired();
        return x.hold(x.here().data());
      };
      fails(Tired.class, sampler(b, tired));
    });
    all.put("the score fails", (b, s, n) -> {
      var asked = new int[1];
      fails(Tired.class, sampler(b, score(network(b)).with(new OutputRule() {
        @Override
        public Evaluation apply(Evaluation e, Workspace w) {
          w.carry().put("tired.raw", e.raw());
          if (asked[0]++ == n % 3) throw new Tired();
          return e;
        }
      }), s));
    });
    all.put("the network fails", (b, s, n) -> {
      var calls = new int[1];
      fails(Tired.class, sampler(b, score(network(b).before(call -> {
        if (calls[0]++ == n % 4) throw new Tired();
      })), s));
    });
    all.put("the watcher fails", (b, s, n) -> fails(Tired.class, sampler(b, s).watch(p -> {
      if (p.step() == n % 3) throw new Tired();
    })));
    all.put("the taker fails", (b, s, n) -> assertThrows(Tired.class, () -> start(sampler(b, s)).drain(x -> {
      throw new Tired();
    })));
    all.put("an allocation fails", (b, s, n) -> {
      b.failingAllocation = n % 3;
      // A tensor of its own in each evaluation: one more allocation.
      fails(BackendException.class, sampler(b, score(network(b)).with(
          (e, w) -> e.with(w.value(e.raw().plus(Tensor.of(SHAPE, 1, 2, 3, 4, 5).times(0.01))))), s));
      b.failingAllocation = -1;
    });
    all.put("a sum fails", (b, s, n) -> {
      b.failingCombine = n % 4;
      fails(BackendException.class, sampler(b, s));
      b.failingCombine = -1;
    });
    all.put("saved and loaded", (b, s, n) -> {
      byte[] bytes = saved(sampler(b, s), n);
      start(sampler(b, s)).load(new ByteArrayInputStream(bytes)).finish().close();
    });
    all.put("loaded from what is cut off", (b, s, n) -> {
      byte[] bytes = saved(sampler(b, s), n);
      byte[] some = Arrays.copyOf(bytes, n * 7 % bytes.length);
      assertThrows(IOException.class, () -> start(sampler(b, s)).load(new ByteArrayInputStream(some)));
    });
    all.put("refused at the start", (b, s, n) -> {
      assertThrows(IllegalArgumentException.class, () -> sampler(b, s).start(Shape.of(2), SEEDS, Conditions.NONE));
      assertThrows(IllegalArgumentException.class, () -> sampler(b, s).start(SHAPE, SEEDS, Zoo.classes(SAMPLES + 1)));
    });
    return all;
  }

  private static byte[] saved(Sampler s, int n) {
    var bytes = new ByteArrayOutputStream();
    try (Run r = start(s)) {
      for (int i = 0; i <= n % 2; i++) r.advance();
      r.save(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> names() {
    return KINDS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void someRunsLeaveNothingOpen(String name) throws Exception {
    runsLeaveNothingOpen(name, RUNS / 10);
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("names")
  void aThousandRunsLeaveNothingOpen(String name) throws Exception {
    runsLeaveNothingOpen(name, RUNS);
  }

  /** Fixed and adaptive, on each of the backends. */
  private void runsLeaveNothingOpen(String name, int runs) throws Exception {
    Kind kind = KINDS.getOrDefault(name, (b, s, n) -> {
      throw new AssertionError(name);
    });
    long before = settled();
    for (int n = 0; n < runs; n++) {
      WatchedBackend b = backends.get(n / 2 % 3);
      kind.run(b, n % 2 == 0 ? new SmallSolvers.Pec() : Zoo.adaptive(new SmallSolvers.Pair(0.1)), n / 6);
      assertEquals(0, b.open.size(), "after run " + n);
      if (n % 100 == 99) assertTrue(OpenMemory.count() <= before, () -> OpenMemory.count() + " open after run, " + before + " before");
    }
    // What was forgotten would be found now.
    settled();
    assertEquals(List.of(), warnings.naming("1x5x1"));
  }

  /** Pieces that are open when what others have forgotten is gone. */
  private static long settled() throws InterruptedException {
    long open = -1;
    for (int same = 0; same < 3; same = OpenMemory.count() == open ? same + 1 : 0) {
      open = OpenMemory.count();
      System.gc();
      Thread.sleep(5);
    }
    return open;
  }

  /** A backend that the run opens is the run's to close, however it ends. */
  @Test
  void backendsOfARunsOwnAreClosed() throws Exception {
    long before = settled();
    for (int n = 0; n < RUNS; n++) {
      Sampler s = Sampler.of(score(HostNetwork.of(SHAPE, Precision.F32))).solver(new SmallSolvers.Ddim()).grid(Worlds.INSIDE).steps(2)
          .microBatch(2);
      switch (n % 4) {
        case 0 -> start(s).finish().close();
        case 1 -> start(s).close();
        case 2 -> fails(DeadlineException.class, s.deadline(Duration.ofNanos(1)));
        default -> start(s).drain(x -> {});
      }
    }
    assertTrue(OpenMemory.count() <= before);
    settled();
    assertEquals(List.of(), warnings.naming("java"));
    assertEquals(List.of(), warnings.naming("1x5x1"));
  }

  /** Networks that are run by themselves. */
  @Test
  void outputsOfAThousandCallsAreFreed() throws Exception {
    long before = settled();
    var calls = new int[1];
    HostNetwork net = HostNetwork.of(SHAPE, Precision.F32).with("more", Shape.of(2), Precision.F64, r -> {
      if (calls[0] % 2 == 1) throw new Tired();
      return new double[2];
    });
    for (int n = 0; n < RUNS; n++) {
      calls[0] = n;
      Map<String, Value> in = Map.of("sample", Value.zeros(ElementType.FLOAT, SHAPE.batch(2)), "timestep", Value.of(Shape.of(2), 0.5, 0.5),
          "class_labels", Value.of(Shape.of(2), 0L, 1L));
      if (n % 2 == 1) {
        assertThrows(Tired.class, () -> net.run(in));
        continue;
      }
      try (Values out = net.run(in)) {
        assertEquals(2, out.map().size());
      }
    }
    assertTrue(OpenMemory.count() <= before);
    settled();
    assertEquals(List.of(), warnings.naming("1x5x1"));
  }
}
