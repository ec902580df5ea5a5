package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.counterflow.tck.internal.BackendBits;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Twins;
import org.counterflow.tck.internal.Twins.Pair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every arithmetic backend keeps to. {@link Backend}: "All results are specified to the bit in {@code docs/arithmetic.md}: two backends
 * of one precision give equal bits, and a backend that does not is wrong." Hence each result is compared with the plain backend's for
 * equality.
 *
 * <p>Where the provider's probe finds no device the tests are skipped with its reason.
 */
public abstract class BackendContract {
  private final BackendProvider provider;

  /**
   * The contract of the backends of a provider.
   *
   * @param provider as the service loader makes it
   */
  protected BackendContract(BackendProvider provider) {
    this.provider = provider;
  }

  /** The precisions that it computes in: both. A backend of a device without double precision says {@code List.of(Precision.F32)}. */
  protected List<Precision> precisions() {
    return List.of(Precision.F32, Precision.F64);
  }

  /** Options beside the precision, a device for instance; the defaults. */
  protected Options options() {
    return Options.defaults();
  }

  /** Numbers of threads that give the same bits: 1 to 3. A backend that takes no number of threads says {@code List.of(0)}. */
  protected List<Integer> threads() {
    return List.of(1, 2, 3);
  }

  /**
   * Bytes that the backend's memory holds now, where that can be asked: by default the resident size of the process, for a backend in host memory
   * on
   * Linux.
   */
  protected OptionalLong bytesInUse() {
    Path statm = Path.of("/proc/self/statm");
    if (!provider.memory().equals(Memory.HOST) || !Files.exists(statm)) return OptionalLong.empty();
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(statm).split(" ")[1]) * 4096);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips where there is no device. */
  @BeforeEach
  public final void isThere() {
    if (provider.probe() instanceof Availability.Unavailable(String reason, String remedy)) abort(provider.id() + ": " + reason + ". Remedy: "
        + remedy);
  }

  private Backend open(Precision p, int threads) {
    return provider.open(options().in(p).threads(threads));
  }

  private void each(Consumer<Twins> test) {
    for (Precision p : precisions()) {
      try (var twins = new Twins(open(p, threads().getLast()))) {
        test.accept(twins);
      }
    }
  }

  private void eachNumberOfThreads(Consumer<Twins> test) {
    for (Precision p : precisions()) {
      for (int n : threads()) {
        try (var twins = new Twins(open(p, n))) {
          test.accept(twins);
        }
      }
    }
  }

  /** {@link BackendProvider}: id, version, and what it opens are as it says. */
  @Test
  public void theProviderIsWhatItSays() {
    assertEquals(BackendProvider.API, provider.api(), "the version of the interface: return BackendProvider.API");
    assertTrue(provider.id().matches("([a-z0-9]+/)?[a-z0-9]+(-[a-z0-9]+)*"), "ids are kebab-case, was \"" + provider.id() + "\"");
    assertEquals(provider.probe(), provider.probe(), "two probes one after the other say different things");
    for (Precision p : precisions()) {
      try (Backend b = open(p, 0)) {
        assertEquals(provider.id(), b.id(), "id of the backend that " + provider.id() + " opens");
        assertEquals(p, b.precision(), "precision of the backend that " + provider.id() + " opens");
        assertEquals(provider.memory(), b.memory(), "memory of the backend that " + provider.id() + " opens");
      }
    }
  }

  /** {@link Options#more}: "an unknown name is an error". */
  @Test
  public void unknownSettingsAreRefused() {
    String e = assertThrows(IllegalArgumentException.class, () -> provider.open(options().with("no-such-setting", "1")).close(),
        provider.id() + " opens with a setting that it does not know").getMessage();
    assertTrue(String.valueOf(e).contains("no-such-setting"), "the error does not name the setting: " + e);
  }

  /** {@link Backend#combine}: "a chain of fma in the order of the terms, row by row, zero coefficients dropped". */
  @Test
  public void sumsAreChainsOfFma() {
    eachNumberOfThreads(BackendBits::sums);
  }

  /** {@link Term}: "a coefficient (one, or one a row)"; an input of one row "counts for every row"; "an empty sum is +0". */
  @Test
  public void coefficientsOfARowApplyToThatRow() {
    each(BackendBits::rows);
  }

  /** {@link Backend}: "{@code out} may be one of the inputs." */
  @Test
  public void anyInputMayBeTheOutput() {
    each(BackendBits::aliases);
  }

  /** {@link Buffer#rows}: "A view of some rows, sharing the values." */
  @Test
  public void partsOfABatchAreTheBatch() {
    each(BackendBits::views);
  }

  /** {@link org.counterflow.api.backend.ReferenceNoise}: "element {@code i} of a row is {@code normal(seed of the row, stream, i)}". */
  @Test
  public void noiseIsTheSpecifiedNormals() {
    eachNumberOfThreads(BackendBits::noises);
  }

  /** {@code docs/arithmetic.md}: norm, dot and mean "by 64 partial sums", folded; the quantile between neighbours. */
  @Test
  public void reductionsSumInTheSpecifiedOrder() {
    eachNumberOfThreads(BackendBits::reductions);
  }

  /** {@link Backend#firstNotFinite}: "The first row that holds a value which is not finite, or -1." */
  @Test
  public void theFirstRowThatIsNotFiniteIsFound() {
    each(BackendBits::notFinite);
  }

  /** {@link Backend}: clamp, multiply, blend and exp "element by element". */
  @Test
  public void elementwiseOperationsHaveTheSpecifiedBits() {
    eachNumberOfThreads(BackendBits::elementwise);
  }

  /** {@link Backend#mixturePosterior}: the posterior mean of a data set, of a mixture of one width, and of any mixture. */
  @Test
  public void posteriorMeansHaveTheSpecifiedBits() {
    eachNumberOfThreads(BackendBits::posteriors);
  }

  /** {@link Backend#convert(Buffer, double, Precision, MemorySegment)}: "the product rounded in the backend's precision, then to nearest even". */
  @Test
  public void conversionsRoundAsSpecified() {
    each(BackendBits::conversions);
  }

  /** {@link Backend#allocate}: "New values, all +0", also where others were before. */
  @Test
  public void newValuesAreZero() {
    each(t -> {
      for (int i = 0; i < 5; i++) {
        t.assertEqual(t.empty(3, 1000), "new values are +0");
        t.random(3, 1000, i);
        t.clear();
      }
      for (long[] none : new long[][] {{0, 1}, {1, 0}})
        assertThrows(IllegalArgumentException.class, () -> t.other().allocate(none[0], none[1]), t.name() + ": a buffer of " + none[0] + " x "
            + none[1]);
      String message = assertThrows(BackendException.class, () -> t.other().allocate(1L << 40, 1L << 40), t.name() + ": 2^80 values").getMessage();
      assertTrue(String.valueOf(message).length() > 20, "an error that says what to do, was: " + message);
    });
  }

  /** {@link Backend#combine}: "if a shape does not fit" it is refused; so is a buffer of another backend. */
  @Test
  public void whatDoesNotFitIsRefused() {
    each(t -> {
      Pair a = t.empty(3, 4);
      for (Pair b : List.of(t.empty(2, 4), t.empty(3, 5), t.empty(1, 5))) {
        assertThrows(IllegalArgumentException.class, () -> t.other().multiply(a.other(), b.other(), a.other()), t.name()
            + ": a product of other shapes");
        assertThrows(IllegalArgumentException.class, () -> t.other().dot(a.other(), b.other()), t.name() + ": dot of other shapes");
        assertThrows(IllegalArgumentException.class, () -> sum(t.other(), a.other(), new Term.OfBuffer(b.other(), new double[] {1})), t.name()
            + ": a sum of other shapes");
      }
      assertThrows(IllegalArgumentException.class, () -> sum(t.other(), a.other(), new Term.OfOnes(new double[] {1, 2})), t.name()
          + ": 2 coefficients for 3 rows");
      assertThrows(IllegalArgumentException.class, () -> sum(t.other(), a.other(), new Term.OfNoise(1, new double[] {1}), 1, 2), t.name()
          + ": 2 seeds for 3 rows");
      assertThrows(IllegalArgumentException.class, () -> t.other().quantileOfAbs(a.other(), 1.5), t.name() + ": quantile 1.5");
      assertThrows(IllegalArgumentException.class, () -> t.other().clamp(a.other(), new double[] {-1}, a.other()), t.name() + ": a bound below 0");
      try (Backend second = open(t.precision(), 0)) {
        for (Buffer foreign : List.of(second.allocate(3, 4), a.plain())) {
          assertThrows(IllegalArgumentException.class, () -> t.other().norm(foreign), t.name() + ": a buffer of another backend");
          assertThrows(IllegalArgumentException.class, () -> sum(t.other(), a.other(), new Term.OfBuffer(foreign, new double[] {1})), t.name()
              + ": a buffer of another backend in a sum");
        }
      }
    });
  }

  private static void sum(Backend b, Buffer out, Term term, long... seeds) {
    b.combine(out, new Terms(List.of(term), seeds));
  }

  /** {@link Buffer#close} and {@link Backend#close}: "Releases what the backend holds, its buffers included. Idempotent." */
  @Test
  public void useAfterCloseSaysSo() {
    for (Precision p : precisions()) {
      Backend b = open(p, 0);
      Buffer left = b.allocate(2, 3), closed = b.allocate(2, 3);
      Buffer rows = closed.rows(0, 1);
      closed.close();
      closed.close();
      String who = provider.id() + ": a closed buffer can still be used: close() releases its memory";
      assertThrows(IllegalStateException.class, () -> b.norm(closed), who);
      assertThrows(IllegalStateException.class, () -> b.norm(rows), who);
      assertThrows(IllegalStateException.class, () -> sum(b, closed, new Term.OfOnes(new double[] {1})), who);
      b.close();
      b.close();
      assertThrows(IllegalStateException.class, () -> b.norm(left), provider.id()
          + ": a buffer of a closed backend can still be used: close() releases all of them");
      assertThrows(IllegalStateException.class, () -> b.allocate(1, 1), provider.id() + ": a closed backend allocates");
      left.close();
    }
  }

  /** {@link Buffer#close}: "Releases the memory once nobody holds it." */
  @Test
  public void memoryComesBack() {
    assumeTrue(bytesInUse().isPresent(), "nobody says how much memory " + provider.id() + " holds");
    long elements = 1 << 20, rounds = 40;
    long all = rounds * elements * Float.BYTES, grown = 0;
    try (Backend b = open(Precision.F32, 0)) {
      touch(b, elements);
      // What grows once is the heap of the Java machine; a leak grows each time.
      for (int attempt = 0; attempt < 3; attempt++) {
        long before = bytesInUse().orElseThrow();
        for (int i = 0; i < rounds; i++) touch(b, elements);
        grown = bytesInUse().orElseThrow() - before;
        if (grown <= all / 2) return;
      }
    }
    fail(provider.id() + " leaks: of " + all + " bytes in buffers that were closed, " + grown + " are still in use");
  }

  private static void touch(Backend b, long elements) {
    try (Buffer x = b.allocate(1, elements)) {
      b.combine(x, new Terms(List.of(new Term.OfOnes(new double[] {1})), new long[0]));
    }
  }

  /** {@link Buffer#hold}: "Keeps the values until the hold is closed". */
  @Test
  public void aHoldIsWhereTheBackendIs() {
    for (Precision p : precisions()) {
      try (Backend b = open(p, 0)) {
        Buffer x = b.allocate(2, 3);
        try (Hold h = x.hold(b.memory(), Access.READ)) {
          assertEquals(b.memory(), h.memory(), provider.id() + ": where a hold in its own memory is");
          if (h.copied()) fail(provider.id() + " holds a copy of a buffer in its own memory");
        }
        x.close();
        assertThrows(IllegalStateException.class, () -> x.hold(b.memory(), Access.READ).close(), provider.id() + ": a hold on a closed buffer");
      }
    }
  }

  /** {@link Backend}: "Calls from several threads are allowed as long as no buffer is written by one and used by another." */
  @Test
  public void callersMayBeSeveralThreads() throws InterruptedException, ExecutionException {
    for (Precision p : precisions()) {
      try (Backend b = open(p, 0); var pool = Executors.newFixedThreadPool(4)) {
        List<Callable<double[]>> callers = new ArrayList<>();
        for (int c = 0; c < 8; c++) callers.add(() -> busy(b));
        double[] expected = busy(b);
        for (Future<double[]> f : pool.invokeAll(callers)) {
          double[] got = f.get();
          if (got[0] != expected[0]) fail(provider.id() + " in " + p + " gives " + got[0] + " beside other threads, " + expected[0] + " alone");
        }
      }
    }
  }

  private static double[] busy(Backend b) {
    try (Buffer x = b.allocate(3, 20_000); Buffer y = b.allocate(3, 20_000)) {
      for (int i = 0; i < 5; i++) {
        sum(b, x, new Term.OfNoise(i, new double[] {1}), 1, 2, 3);
        b.clamp(x, new double[] {2}, y);
        b.multiply(x, y, y);
      }
      return b.dot(x, y);
    }
  }

  /** {@code docs/architecture.md}, decision 4: whole runs, fixed and adaptive, deterministic and stochastic, have equal bits. */
  @Test
  public void wholeRunsHaveEqualBits() {
    List<Solver> solvers = List.of(Solvers.ddim(), Solvers.uniPC(3), Solvers.heun(), Solvers.eulerAncestral(), Solvers.dpmSolverPP2MSde(),
        Solvers.dpmAdaptive(0.05));
    for (Precision p : precisions()) {
      try (Backend plain = Plain.in(p); Backend other = open(p, 0)) {
        for (Target target : List.of(Targets.twoMoons(), Targets.gaussian(0.3, 0.5, 17))) {
          for (Solver solver : solvers) {
            Sampler s = Sampler.of(target.score(Schedules.vp())).solver(solver).grid(Grids.logSnr(-3, 3)).steps(6);
            for (Sampler each : List.of(s, s.brownianNoise())) {
              try (Samples a = each.on(plain).sample(target.shape(), Seeds.range(0, 37)); Samples b = each.on(other).sample(target.shape(),
                  Seeds.range(0, 37))) {
                long at = a.values().mismatch(b.values());
                if (at >= 0) fail(provider.id() + " in " + p + ": a run of " + solver + " on " + target
                    + " has other bits than that of java, first at byte " + at);
              }
            }
          }
        }
      }
    }
  }

  /** {@link Buffer#segment}: in host memory "row-major in native byte order", "at least 64-byte aligned at row 0". */
  @Test
  public void hostMemoryIsAlignedAndNative() {
    assumeTrue(provider.memory().equals(Memory.HOST), provider.id() + " is not in host memory");
    try (Backend b = open(Precision.F32, 0)) {
      Buffer x = b.allocate(3, 5);
      sum(b, x, new Term.OfOnes(new double[] {1, 2, 3}));
      assertEquals(0, x.segment().address() % 64, provider.id() + ": the alignment of a buffer");
      assertEquals(60, x.segment().byteSize(), provider.id() + ": bytes of 3 x 5 values");
      assertEquals(2, x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 9), provider.id() + ": element 4 of row 1");
    }
  }
}
