package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples of an adaptive run that ask, refuse, finish and fail in every order, and give the bits that each gives alone. */
@Timeout(120)
class OrdersTest {
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Asks by its sample's mood: for other arithmetic, other stages, other places. */
  private record Moody(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(2).stochastic(1);
    }

    @Override
    public Estimate stepWithError(Step s) {
      int mood = (int) s.mean(s.given("lane"))[0];
      Expr d = s.here().data(), low = s.hold(d);
      if (mood % 2 == 1) d = s.clamp(d, new double[] {3 + s.norm(d)[0]});
      Expr sum = d;
      int stages = 1 + mood % 3;
      for (int k = 0; k < stages; k++) sum = sum.plus(s.evaluate(s.hold(sum.times(1.0 / (k + 1))), s.to()).data());
      if (mood % 4 == 3) sum = sum.plus(s.multiply(s.exp(s.multiply(s.x(), s.x()).times(-1)), d).times(0.01));
      Evaluation last = s.past(1 + mood % 2);
      Expr high = s.hold(sum.times(1.0 / (stages + 1)));
      double error = s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance))[0];
      if (last != null) high = high.plus(last.raw().times(1e-3)).plus(s.noise().times(1e-3));
      if (mood % 5 == 2) s.next(s.evaluate(high, s.to()));
      return new Estimate(high, error / (1 + mood % 3));
    }
  }

  /** Refuses none, one or two attempts of a step, by the last digits of the error before it. */
  private static Decision fickle(Attempts a) {
    double before = a.accepted().isEmpty() ? 1 : a.accepted().getFirst().error();
    long refusals = Long.remainderUnsigned(Double.doubleToLongBits(before) >>> 24, 3);
    return new Decision(a.rejected().size() >= refusals, a.rejected().size() >= refusals ? 1.6 : 0.7);
  }

  private static Value lanes(int... which) {
    var all = new int[which.length];
    System.arraycopy(which, 0, all, 0, which.length);
    return Value.of(Shape.of(all.length, 1), all);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void eachHasTheBitsThatItHasAlone(long seed) {
    var random = new SplittableRandom(seed);
    int n = 2 + random.nextInt(8), microBatch = 1 + random.nextInt(4);
    HostNetwork net = seed % 2 == 0 ? HostNetwork.of(Worlds.PAIR, Precision.F32) : HostNetwork.byCount(Worlds.PAIR, Precision.F64);
    ScoreFunction f = Zoo.told(seed % 3 == 0 ? net.epsilon().guided(new Zoo.Rescaled(2)) : net.epsilon(), "lane");
    var solver = new Adaptive(new Moody(0.1), OrdersTest::fickle, 2, 200);
    Sampler s = Zoo.sampler(f, solver, Worlds.INSIDE).on(backend).microBatch(microBatch);
    int[] moods = random.ints(n, 0, 60).toArray();
    Seeds seeds = Worlds.seeds(n);
    double[] all = Zoo.values(s.start(Worlds.PAIR, seeds, Zoo.classes(n).with("lane", lanes(moods))));
    for (int r = 0; r < n; r++) {
      Conditions mine = Conditions.classes(r % 3).with("lane", lanes(moods[r]));
      assertArrayEquals(Zoo.rows(all, 2, r), Zoo.values(s.start(Worlds.PAIR, Seeds.of(seeds.get(r)), mine)), "sample " + r + " of " + n);
    }
    // Step by step, in another order, and half of it after a pause.
    try (Run steps = s.start(Worlds.PAIR, seeds, Zoo.classes(n).with("lane", lanes(moods)))) {
      for (int i = 0; i < 3; i++) steps.advance();
      var bytes = new ByteArrayOutputStream();
      steps.save(bytes);
      assertArrayEquals(all, Zoo.values(steps));
      assertArrayEquals(all, Zoo.values(s.start(Worlds.PAIR, seeds, Zoo.classes(n).with("lane", lanes(moods)))
          .load(new ByteArrayInputStream(bytes.toByteArray()))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Fails once where it is told to. */
  private record Failing(EmbeddedSolver pair, int lane, int step, RuntimeException[] with) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return pair.traits();
    }

    @Override
    public Estimate stepWithError(Step s) {
      Estimate e = pair.stepWithError(s);
      if (with[0] != null && s.index() == step && (int) s.mean(s.given("lane"))[0] == lane) throw with[0];
      return e;
    }

    @Override
    public String toString() {
      return "failing";
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoeverFailsWhereverTheRestIsUnharmed(int lane) throws IOException {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    ScoreFunction f = Zoo.told(net.epsilon(), "lane");
    Conditions c = Zoo.classes(6).with("lane", lanes(0, 1, 2, 3, 4, 5));
    for (int step : new int[] {0, 1, 3}) {
      var mine = new UnsupportedOperationException("lane " + lane);
      RuntimeException[] with = {mine};
      var pair = new Failing(new Moody(0.03), lane, step, with);
      Sampler s = Zoo.sampler(f, new Adaptive(pair, OrdersTest::fickle, 1, 200), Worlds.INSIDE).on(backend).microBatch(4);
      with[0] = null;
      double[] whole = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(6), c));
      for (boolean finishing : new boolean[] {false, true}) {
        with[0] = mine;
        Run r = s.start(Worlds.PAIR, Worlds.seeds(6), c);
        if (finishing) {
          assertSame(mine, assertThrows(UnsupportedOperationException.class, r::finish));
          continue;
        }
        assertSame(mine, assertThrows(UnsupportedOperationException.class, () -> {
          while (r.advance()) {
            // Until it fails.
          }
        }));
        with[0] = null;
        var bytes = new ByteArrayOutputStream();
        r.save(bytes);
        assertArrayEquals(whole, Zoo.values(r), "taken up again");
        assertArrayEquals(whole, Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(6), c).load(new ByteArrayInputStream(bytes.toByteArray()))));
      }
    }
  }

  /** Computes in Java, each time with leaves of its own. */
  private record InJava(int[] evaluated) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      double[] state = w.value(x).toDoubles(), d = new double[state.length];
      for (int i = 0; i < d.length; i++) d[i] = StrictMath.tanh(state[i]) * at.alpha();
      evaluated[0]++;
      // A barrier after the computation, so that it may be left and run again.
      Tensor data = Tensor.of(Worlds.PAIR, d);
      double n = w.norm(data)[0];
      return Evaluation.ofData(at, w.value(x), data.times(n == 0 ? 1 : 1));
    }
  }

  @Test
  void aScoreThatComputesInJavaGivesTheSameAloneAndIsNotRunForEverMore() {
    var evaluated = new int[1];
    Sampler s = Zoo.sampler(new InJava(evaluated), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE).on(backend);
    double[] all;
    try (Samples five = s.sample(Worlds.PAIR, Worlds.seeds(5))) {
      all = five.toDoubles();
      // Twice it is left: for the state's value and for the norm; then it is complete.
      assertTrue(evaluated[0] <= 3 * 5 * five.report().evaluations(), evaluated[0] + " for " + 5 * five.report().evaluations());
    }
    for (int r = 0; r < 5; r++)
      assertArrayEquals(Zoo.rows(all, 2, r), Zoo.values(s.start(Worlds.PAIR, Seeds.of(Worlds.seeds(5).get(r)), Conditions.NONE)));
  }

  @Test
  void memoryDoesNotGrowWithTheAttempts() {
    var watched = new WatchedBackend(Precision.F32);
    var most = new int[1];
    Sampler s = Zoo.sampler(new InJava(new int[1]), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE).on(watched);
    Run loose = s.watch(p -> most[0] = Math.max(most[0], watched.open.size())).start(Worlds.PAIR, Worlds.seeds(5), Conditions.NONE);
    loose.finish().close();
    int before = most[0];
    var tight = new Adaptive(new SmallSolvers.Pair(1e-4), new SmallSolvers.Looking(), 1, 2000);
    s.solver(tight).watch(p -> most[0] = Math.max(most[0], watched.open.size())).sample(Worlds.PAIR, Worlds.seeds(5)).close();
    assertTrue(most[0] <= 2 * before + 4, before + " buffers, then " + most[0]);
    watched.close();
  }

  /** Makes up an estimate where it is left. */
  private record Careless(double otherwise) implements EmbeddedSolver {
    @Override
    public Estimate stepWithError(Step s) {
      try {
        return new Estimate(s.hold(s.here().data()), 0.5);
      } catch (Throwable t) {
        return new Estimate(s.x(), otherwise);
      }
    }

    @Override
    public String toString() {
      return "careless";
    }
  }

  @Test
  void aSolverThatCatchesEverythingIsNamedWhereItWouldMatter() {
    Sampler s = Zoo.sampler(Worlds.bumps(), Zoo.adaptive(new Careless(2)), Worlds.INSIDE).on(backend);
    var e = assertThrows(IllegalStateException.class, () -> s.sample(Worlds.PAIR, Seeds.of(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("careless") && e.getMessage().contains("Throwable"), e.getMessage());
    // What it makes up is left by the driver's own question, and made up no more once the answer is in.
    assertArrayEquals(Zoo.values(s.solver(Zoo.adaptive(t -> new Estimate(t.hold(t.here().data()), 0.5))).start(Seeds.of(1), Conditions.NONE)),
        Zoo.values(s.solver(Zoo.adaptive(new Careless(0.5))).start(Seeds.of(1), Conditions.NONE)));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void checkedExceptionsThatAreThrownAllTheSameComeOutAsTheyAre() {
    var mine = new IOException("no such picture");
    EmbeddedSolver pair = s -> {
      Expr d = s.here().data();
      if (s.index() == 1) throw sneaky(mine);
      return new Estimate(s.hold(d), 0.5);
    };
    try (Run r = Zoo.sampler(Worlds.bumps(), Zoo.adaptive(pair), Worlds.INSIDE).on(backend).start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE)) {
      assertSame(mine, assertThrows(IOException.class, () -> {
        while (r.advance()) {
          // Until it fails.
        }
      }));
    }
  }

  @Test
  void nothingComesFromPartsThatGiveNothing() {
    EmbeddedSolver none = new EmbeddedSolver() {
      @Override
      public Estimate stepWithError(Step s) {
        return nothing();
      }

      @Override
      public String toString() {
        return "none";
      }
    };
    says(new Adaptive(none, t -> new Decision(true, 1), 1, 10), "none", "null");
    says(new Adaptive(new SmallSolvers.Pair(0.1), t -> nothing(), 1, 10), "control", "null");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what others' code may do
  private static <T> T nothing() {
    return new HashSet<T>().stream().findFirst().orElse(null);
  }

  private void says(Adaptive a, String... parts) {
    String said = String.valueOf(assertThrows(IllegalStateException.class,
        () -> Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1))).getMessage());
    for (String p : parts) assertTrue(said.contains(p), said);
  }

  @Test
  void theReportCountsWhatEachSampleAskedForOnce() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Samples s = Zoo.sampler(net.epsilon(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE).on(backend).microBatch(4)
        .sample(Worlds.PAIR, Worlds.seeds(6), Zoo.classes(6))) {
      assertEquals(Math.rint(6 * s.report().evaluations()), s.report().networkRows());
      assertEquals(net.seen.size(), s.report().networkCalls());
      assertEquals(net.rowsSeen(), s.report().networkRows() + s.report().paddedRows());
      assertEquals(0, s.report().copies());
    }
  }
}
