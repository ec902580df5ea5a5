package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.internal.driver.Blocks;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is saved and resumed ends in the same bits, and nothing else can be resumed from its bytes. */
class ResumeTest {
  private static final Seeds FIVE = Worlds.seeds(5);
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  static Set<String> zoo() {
    return Zoo.all().keySet();
  }

  private static byte[] save(Run r) {
    var bytes = new ByteArrayOutputStream();
    try {
      r.save(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Run start(String name, Backend b) {
    Sampler s = Zoo.all().get(name);
    if (s == null) throw new AssertionError(name);
    return s.on(b).microBatch(2).start(Worlds.PAIR, FIVE, Zoo.given(name, Zoo.classes(5)));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void afterEveryStepToEqualBits(String name) throws IOException {
    for (Precision p : name.startsWith("Pec") ? List.of(Precision.F32, Precision.F64) : List.of(Precision.F32)) {
      try (Backend b = Worlds.java(p); Backend other = Worlds.java(p)) {
        double[] whole;
        Report cost;
        try (Samples s = start(name, b).finish()) {
          whole = s.toDoubles();
          cost = s.report();
        }
        try (Run paused = start(name, b)) {
          boolean more = true;
          while (more) {
            byte[] saved = save(paused);
            try (Samples s = start(name, other).load(new ByteArrayInputStream(saved)).finish()) {
              assertArrayEquals(whole, s.toDoubles(), name);
              assertEquals(cost.evaluations(), s.report().evaluations(), name);
              assertEquals(cost.networkRows(), s.report().networkRows(), name);
              if (!name.startsWith("adaptive")) assertEquals(cost.networkCalls(), s.report().networkCalls(), name);
            }
            more = paused.advance();
          }
          assertEquals(5, paused.finished());
        }
      }
    }
  }

  @Test
  void betweenTheGroupsOfALargeRun() throws IOException {
    Shape large = Shape.of(1, 256, 256);
    int n = (int) large.elements();
    ScoreFunction gaussian = ScoreFunction.of(Mixture.of(n, new double[n], new double[] {1}, new double[] {1}), large, Worlds.TURN);
    Sampler s = Sampler.of(gaussian).on(backend).solver(new SmallSolvers.TwoM()).grid(Worlds.INSIDE).steps(2);
    Seeds seeds = Worlds.seeds(6);
    double[] whole = Zoo.values(s.start(large, seeds, Conditions.NONE));
    try (Run paused = s.start(large, seeds, Conditions.NONE)) {
      for (int i = 0; i < 3; i++) {
        byte[] saved = save(paused);
        assertTrue(Arrays.equals(whole, Zoo.values(s.start(large, seeds, Conditions.NONE).load(new ByteArrayInputStream(saved)))), "after "
            + i);
        paused.advance();
      }
      assertEquals(4, paused.finished());
    }
  }

  @Test
  void theBytesAreThoseOfTheRunNotOfTheMomentOrTheBackend() throws IOException {
    var watched = new WatchedBackend(Precision.F32);
    try (Run a = start("guided", backend); Run b = start("guided", watched)) {
      for (int i = 0; i < 3; i++) {
        a.advance();
        b.advance();
      }
      assertArrayEquals(save(a), save(b));
      assertArrayEquals(save(a), save(a));
    }
    watched.close();
  }

  @Test
  void attemptsAreCountedAcrossAPause() throws IOException {
    var attempts = new ArrayList<Attempt>();
    var control = new SmallSolvers.Looking();
    var a = new Adaptive(new SmallSolvers.Pair(1e-5), t -> {
      if (attempts.isEmpty() || !attempts.getLast().equals(t.now())) attempts.add(t.now());
      return control.decide(t);
    }, 1, 40);
    Sampler s = Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend);
    byte[] saved;
    try (Run r = s.start(Worlds.PAIR, Seeds.of(1), Conditions.NONE)) {
      for (int i = 0; i < 5; i++) r.advance();
      saved = save(r);
    }
    assertThrows(IllegalStateException.class,
        () -> s.start(Worlds.PAIR, Seeds.of(1), Conditions.NONE).load(new ByteArrayInputStream(saved)).finish());
    assertEquals(40, attempts.size());
  }

  @Test
  void paddingFollowsTheLastSampleAfterAPauseToo() throws IOException {
    HostNetwork net = HostNetwork.byCount(Worlds.PAIR, Precision.F32);
    Sampler s = Zoo.sampler(net.epsilon(), new SmallSolvers.Pec(), Worlds.TO_CLEAN).on(backend).microBatch(4);
    byte[] saved = saved(s, FIVE, Zoo.classes(5));
    net.seen.clear();
    s.start(Worlds.PAIR, FIVE, Zoo.classes(5)).load(new ByteArrayInputStream(saved)).finish().close();
    for (int k = 1; k < net.seen.size(); k += 2) {
      List<HostNetwork.Row> rows = net.seen.get(k).rows();
      for (int pad = 1; pad < 4; pad++) assertArrayEquals(rows.getFirst().x(), rows.get(pad).x());
    }
  }

  @Test
  void plansNameTheSameLeavesAfterAPause() throws IOException {
    var plans = new ArrayList<String>();
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    Sampler told = s.watch(Zoo.each((i, from, to, plan, x, kept) -> plans.add(i + ": " + plan)));
    told.sample(Worlds.PAIR, FIVE).close();
    List<String> whole = List.copyOf(plans);
    plans.clear();
    try (Run paused = told.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
      for (int i = 0; i < 3; i++) paused.advance();
      told.start(Worlds.PAIR, FIVE, Conditions.NONE).load(new ByteArrayInputStream(save(paused))).finish().close();
    }
    assertEquals(whole, plans);
  }

  private byte[] saved(Sampler s, Seeds seeds, Conditions c) {
    try (Run r = s.start(Worlds.PAIR, seeds, c)) {
      r.advance();
      r.advance();
      return save(r);
    }
  }

  private void refused(Run other, byte[] saved, String... parts) {
    try (other) {
      var e = assertThrows(IllegalArgumentException.class, () -> other.load(new ByteArrayInputStream(saved)));
      for (String p : parts) assertTrue(String.valueOf(e.getMessage()).contains(p), e.getMessage() + " should say " + p);
    }
  }

  @Test
  void onlyByTheSameRecipe() {
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), new SmallSolvers.TwoM(), Worlds.TO_CLEAN).on(backend)
        .noting("model", "a");
    Conditions c = Zoo.classes(5);
    byte[] saved = saved(s, FIVE, c);
    refused(s.solver(new SmallSolvers.Ddim()).start(Worlds.PAIR, FIVE, c), saved, "another recipe", "solver", "TwoM", "Ddim");
    refused(s.steps(8).start(Worlds.PAIR, FIVE, c), saved, "steps", "7", "8");
    refused(s.grid(Worlds.INSIDE).start(Worlds.PAIR, FIVE, c), saved, "grid");
    refused(s.along(Worlds.STRAIGHT).start(Worlds.PAIR, FIVE, c), saved, "schedule");
    refused(s.microBatch(3).start(Worlds.PAIR, FIVE, c), saved, "micro-batch");
    refused(s.brownianNoise().start(Worlds.PAIR, FIVE, c), saved, "noise");
    refused(s.noting("model", "b").start(Worlds.PAIR, FIVE, c), saved, "model");
    ScoreFunction f = HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon();
    refused(again(f.guided(new Zoo.Rescaled(3))).start(Worlds.PAIR, FIVE, c), saved, "guidance was not given, is Rescaled");
    refused(again(f.with(new Zoo.SlowClip())).start(Worlds.PAIR, FIVE, c), saved, "rule was not given, is SlowClip");
    refused(again(ScoreFunction.of(HostNetwork.of(Worlds.PAIR, Precision.F32), Prediction.VELOCITY, TimeLabel.SIGMA, Worlds.TURN))
        .start(Worlds.PAIR, FIVE, c), saved, "prediction was epsilon, is velocity", "time was unit, is sigma");
    refused(again(f.noting("target", "other")).start(Worlds.PAIR, FIVE, c), saved, "target");
    refused(s.noting("rule", "clip").start(Worlds.PAIR, FIVE, c), saved, "rule");
    refused(s.start(Worlds.PAIR, Worlds.seeds(4), Zoo.classes(4)), saved, "seeds");
    refused(s.start(Worlds.PAIR, Seeds.of(1, 2, 3, 4, 5), c), saved, "seeds");
    try (Backend wide = Worlds.java(Precision.F64)) {
      refused(s.on(wide).start(Worlds.PAIR, FIVE, c), saved, "precision");
    }
  }

  private Sampler again(ScoreFunction f) {
    return Zoo.sampler(f, new SmallSolvers.TwoM(), Worlds.TO_CLEAN).on(backend).noting("model", "a");
  }

  @Test
  void onlyUnderTheSameConditionsFromTheSameStart() {
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), new SmallSolvers.TwoM(), Worlds.TO_CLEAN).on(backend);
    byte[] saved = saved(s, FIVE, Zoo.classes(5));
    refused(s.start(Worlds.PAIR, FIVE, Conditions.NONE), saved, "conditions");
    refused(s.start(Worlds.PAIR, FIVE, Conditions.classes(0, 1, 2, 0, 2)), saved, "conditions");
    Tensor a = Tensor.of(Worlds.PAIR, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    refused(s.start(a, FIVE, Zoo.classes(5)), saved, "start");
  }

  /** Pairs whose hashes of 32 bits are equal: seeds, classes and starts by which a run was once continued that was another. */
  @Test
  void notWhereShortHashesAreEqual() {
    Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), new SmallSolvers.TwoM(), Worlds.TO_CLEAN).on(backend);
    Seeds seeds = Seeds.of(0, 31);
    assertEquals(seeds.hashCode(), Seeds.of(1, 0).hashCode());
    refused(s.start(Worlds.PAIR, Seeds.of(1, 0), Zoo.classes(2)), saved(s, seeds, Zoo.classes(2)), "seeds");
    assertEquals(Arrays.hashCode(new double[] {0, 0}), Arrays.hashCode(new double[] {2, 2}));
    refused(s.start(Worlds.PAIR, seeds, Conditions.classes(2, 2)), saved(s, seeds, Conditions.classes(0, 0)), "conditions.class");
    double[] a = {0, 0x1F * Double.MIN_VALUE, 0, 0}, b = {Double.MIN_VALUE, 0, 0, 0};
    assertEquals(Arrays.hashCode(a), Arrays.hashCode(b));
    byte[] saved;
    try (Run r = s.start(Tensor.of(Worlds.PAIR, a), seeds, Zoo.classes(2))) {
      r.advance();
      saved = save(r);
    }
    refused(s.start(Tensor.of(Worlds.PAIR, b), seeds, Zoo.classes(2)), saved, "start");
  }

  @Test
  void notFromBytesThatAreCutOff() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    byte[] saved = saved(s, FIVE, Conditions.NONE);
    for (int n = 0; n < saved.length; n += n < 64 ? 1 : 17) {
      byte[] some = Arrays.copyOf(saved, n);
      try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
        var e = assertThrows(IOException.class, () -> r.load(new ByteArrayInputStream(some)), "from " + some.length + " bytes");
        assertTrue(String.valueOf(e.getMessage()).contains("cut off"), e.getMessage());
        // Half of a state must not be continued from.
        assertThrows(IllegalStateException.class, r::advance, "from " + some.length + " bytes");
      }
    }
  }

  @Test
  void notFromOtherBytes() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    byte[] saved = saved(s, FIVE, Conditions.NONE);
    byte[] text = "{\"a picture\": true}".getBytes(StandardCharsets.UTF_8);
    byte[] newer = saved.clone();
    newer[7]++;
    try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
      assertThrows(IOException.class, () -> r.load(new ByteArrayInputStream(text)));
    }
    try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
      String said = assertThrows(IOException.class, () -> r.load(new ByteArrayInputStream(newer))).getMessage();
      assertTrue(said.contains("version"), said);
    }
  }

  @Test
  void notFromBytesOfWhichOneChanged() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    byte[] saved = saved(s, FIVE, Conditions.NONE);
    for (int k = 0; k < saved.length; k++) {
      byte[] damaged = saved.clone();
      damaged[k] = (byte) (damaged[k] ^ 1 << k % 8);
      try (Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE)) {
        // What belongs to the recipe is refused as another recipe.
        var e = assertThrows(Exception.class, () -> r.load(new ByteArrayInputStream(damaged)), "byte " + k);
        assertTrue(e instanceof IOException || e instanceof IllegalArgumentException, e.toString());
      }
    }
  }

  /** A prediction of somebody's own. */
  private record Negated() implements Prediction {
    @Override
    public String id() {
      return "acme/negated";
    }

    @Override
    public Affine data(Point p) {
      return new Affine(1 / p.alpha(), p.sigma() / p.alpha());
    }

    @Override
    public Affine noise(Point p) {
      return new Affine(0, -1);
    }
  }

  @Test
  void withSomebodysOwnPrediction() throws IOException {
    ScoreFunction own = ScoreFunction.of(HostNetwork.of(Worlds.PAIR, Precision.F32), new Negated(), TimeLabel.UNIT, Worlds.TURN);
    Sampler s = Zoo.sampler(own, new SmallSolvers.TwoM(), Worlds.TO_CLEAN).on(backend);
    double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
    byte[] saved = saved(s, FIVE, Conditions.NONE);
    try (Run again = s.start(Worlds.PAIR, FIVE, Conditions.NONE).load(new ByteArrayInputStream(saved))) {
      assertArrayEquals(saved, save(again));
      assertArrayEquals(whole, Zoo.values(again));
    }
  }

  @Test
  void onlyBeforeTheFirstStepOfAnOpenRun() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    byte[] saved = saved(s, FIVE, Conditions.NONE);
    Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE);
    r.advance();
    assertThrows(IllegalStateException.class, () -> r.load(new ByteArrayInputStream(saved)));
    r.close();
    assertThrows(IllegalStateException.class, () -> r.save(new ByteArrayOutputStream()));
    assertThrows(IllegalStateException.class, () -> r.load(new ByteArrayInputStream(saved)));
  }

  @Test
  void aFailedStepLeavesTheRunWhereItWas() throws IOException {
    boolean[] failing = {false};
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).before(c -> {
      if (failing[0]) throw new NetworkException("the plug was pulled");
    });
    for (var solver : List.of(new SmallSolvers.Pec(), new SmallSolvers.Momentum(),
        new SmallSolvers.Ancestral(new SmallSolvers.TwoM(), 0.5))) {
      Sampler s = Zoo.sampler(net.epsilon().with(new Zoo.SlowClip()), solver, Worlds.TO_CLEAN).on(backend).microBatch(2);
      double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
      Run r = s.start(Worlds.PAIR, FIVE, Conditions.NONE);
      r.advance();
      r.advance();
      byte[] before = save(r);
      failing[0] = true;
      assertThrows(NetworkException.class, r::advance);
      failing[0] = false;
      byte[] after = save(r);
      assertFalse(Arrays.equals(before, after) && before.length == 0);
      assertArrayEquals(whole, Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE).load(new ByteArrayInputStream(after))), solver
          + " saved after a failure");
      assertArrayEquals(whole, Zoo.values(r), solver + " taken up again");
    }
  }

  @Test
  void anObserverThatFailsDoesNotHarmTheState() {
    for (var solver : List.of(new SmallSolvers.Pec(), new SmallSolvers.TwoM(), new SmallSolvers.Momentum())) {
      Sampler s = Zoo.sampler(Worlds.bumps(), solver, Worlds.TO_CLEAN).on(backend);
      double[] whole = Zoo.values(s.start(Worlds.PAIR, FIVE, Conditions.NONE));
      boolean[] failing = {false};
      Run r = s.watch(Zoo.each((i, from, to, plan, x, kept) -> {
        if (failing[0]) throw new UncheckedIOException(new IOException("no space left"));
      })).start(Worlds.PAIR, FIVE, Conditions.NONE);
      for (int i = 0; i < 4; i++) {
        failing[0] = i == 2;
        if (failing[0]) assertThrows(UncheckedIOException.class, r::advance);
        else r.advance();
      }
      failing[0] = false;
      assertArrayEquals(whole, Zoo.values(r), solver.toString());
    }
  }

  private static byte[] blocks(byte[] saved, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(saved, 0, 8);
    try (var out = Blocks.to(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] content(byte[] saved) throws IOException {
    return Blocks.from(new ByteArrayInputStream(saved, 8, saved.length - 8)).readAllBytes();
  }

  /** Whatever somebody puts in, with the checksum that belongs to it, is a run or a fault of the file with a sentence of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"guided", "clipped", "adaptive on a mixture"})
  void numbersThatCannotBeAreNamed(String name) throws IOException {
    byte[] saved;
    try (Run paused = start(name, backend)) {
      paused.advance();
      paused.advance();
      saved = save(paused);
    }
    byte[] content = content(saved);
    assertArrayEquals(saved, blocks(saved, content), "what is changed below is nothing else");
    int refused = 0, resumed = 0;
    for (int at = 0; at + 4 <= content.length; at++) {
      for (int number : new int[] {-1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7ff80000, 1 << 20}) {
        byte[] changed = content.clone();
        ByteBuffer.wrap(changed).putInt(at, number);
        if (Arrays.equals(changed, content)) continue;
        byte[] bytes = blocks(saved, changed);
        try (Run r = start(name, backend).load(new ByteArrayInputStream(bytes))) {
          assertTrue(r.finished() <= r.count());
          resumed++;
        } catch (IOException e) {
          assertTrue(String.valueOf(e.getMessage()).startsWith("the saved run "), at + ": " + e);
          refused++;
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage().startsWith("the saved run belongs to another recipe"), at + ": " + e);
          refused++;
        }
      }
    }
    assertTrue(refused > 1000 && resumed > 1000, refused + " refused, " + resumed + " resumed");
  }
}
