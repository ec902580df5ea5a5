package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.memory.OpenMemory;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is opened and never closed is given back when the collector finds it, with a warning that says what it was. */
@Timeout(60)
class ForgottenTest {
  /** Of no other test, so that a warning can be told from those of others. */
  private static final Shape SHAPE = Shape.of(3, 1, 7);

  private final Warnings warnings = new Warnings("org.counterflow.api");
  private long open;

  @BeforeEach
  void settle() throws InterruptedException {
    // What tests before have forgotten.
    for (int same = 0; same < 4; same = OpenMemory.count() == open ? same + 1 : 0) {
      open = OpenMemory.count();
      System.gc();
      Thread.sleep(10);
    }
  }

  @AfterEach
  void close() {
    warnings.close();
  }

  /** Collects until something has become true. */
  private void await(BooleanSupplier what) throws InterruptedException {
    for (int i = 0; i < 500 && !what.getAsBoolean(); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertTrue(what.getAsBoolean(), () -> warnings.said() + ", " + OpenMemory.count() + " open of " + open);
  }

  private void awaitSaid(String what, int times) throws InterruptedException {
    await(() -> warnings.naming(what).size() == times);
  }

  /** Of tests before, something may be given back as late as now. */
  private void awaitAllFreed() throws InterruptedException {
    await(() -> OpenMemory.count() <= open);
  }

  private static ScoreFunction score(Precision edge) {
    return ScoreFunction.of(HostNetwork.of(SHAPE, edge), Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
  }

  private static Sampler sampler(Backend b, Solver s) {
    // The network works in another precision than the backend: there are places beside it.
    return Zoo.sampler(score(Precision.F64), s, Worlds.INSIDE).on(b).microBatch(2);
  }

  @Test
  void samples() throws InterruptedException {
    try (Backend b = Worlds.java(Precision.F32)) {
      for (int i = 0; i < 20; i++) forgetSamples(b);
      awaitSaid("samples: float 4x3x1x7", 20);
    }
    awaitAllFreed();
    assertEquals("samples: float 4x3x1x7 was never closed; its memory is given back now: use try-with-resources",
        warnings.naming("3x1x7").getFirst());
  }

  @SuppressWarnings("resource")
  private static void forgetSamples(Backend b) {
    Samples s = sampler(b, new SmallSolvers.Ddim()).sample(Worlds.seeds(4));
    assertTrue(Double.isFinite(s.doubles(3)[0]));
  }

  /** One warning for the run, and none for what belongs to it. */
  @Test
  void runs() throws InterruptedException {
    try (Backend b = Worlds.java(Precision.F32)) {
      for (Solver s : List.of(new SmallSolvers.Pec(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) forgetRun(sampler(b, s));
      awaitSaid("3x1x7", 2);
      awaitAllFreed();
    }
    assertEquals(2, warnings.naming("a run of 5 samples of shape 3x1x7 was never closed").size(), warnings.said()::toString);
    assertEquals(List.of(), warnings.naming("beside a network"));
  }

  @SuppressWarnings("resource")
  private void forgetRun(Sampler s) {
    Run r = s.start(Worlds.seeds(5), Conditions.NONE);
    r.advance();
    assertTrue(OpenMemory.count() >= open + 3, "states and places beside the network");
  }

  /** Samples that are done in a run that goes on are the run's. */
  @Test
  void aRunWhoseFirstSamplesAreDone() throws InterruptedException {
    forgetRunAfterAGroup();
    awaitAllFreed();
    assertEquals(1, warnings.naming("a run of 20000 samples of shape 3x1x7").size(), warnings.said()::toString);
    assertEquals(1, warnings.naming("3x1x7").size(), warnings.said()::toString);
  }

  /** A backend that a run opened itself goes with it. */
  @SuppressWarnings("resource")
  private static void forgetRunAfterAGroup() {
    Sampler s = Sampler.of(ScoreFunction.of(HostNetwork.of(SHAPE, Precision.F32), Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN))
        .solver(new SmallSolvers.Ddim()).grid(Worlds.INSIDE).steps(1);
    Run r = s.start(Seeds.range(0, 20000), Conditions.NONE);
    while (r.finished() == 0) r.advance();
    assertTrue(r.finished() < 20000);
  }

  @Test
  void backends() throws InterruptedException {
    forgetBackend();
    awaitAllFreed();
    assertEquals(1, warnings.naming("the backend java was never closed").size(), warnings.said()::toString);
  }

  @SuppressWarnings("resource")
  private static void forgetBackend() {
    Backend b = Worlds.java(Precision.F32);
    b.allocate(3, 70);
    b.allocate(1, 70).close();
  }

  @Test
  void outputsOfNetworks() throws InterruptedException {
    forgetOutputs();
    awaitAllFreed();
    assertEquals(List.of("the output \"out_sample\": float 2x3x1x7 was never closed; its memory is given back now: use try-with-resources"),
        warnings.naming("3x1x7"));
  }

  @SuppressWarnings("resource")
  private static void forgetOutputs() {
    Values v = HostNetwork.of(SHAPE, Precision.F32).run(Map.of("sample", Value.zeros(ElementType.FLOAT, SHAPE.batch(2)), "timestep", Value.of(Shape.of(2), 0.5, 0.5),
        "class_labels", Value.of(Shape.of(2), 0L, 1L)));
    assertEquals(42, v.get("out_sample").toDoubles().length);
  }

  /** A hold that was forgotten with its value keeps the memory, for nobody knows who reads it; and it keeps nobody else waiting. */
  @Test
  void aForgottenHoldStopsNobody() throws InterruptedException {
    MemorySegment held = forgetHold();
    awaitSaid("held for ever", 1);
    try (Backend b = Worlds.java(Precision.F32)) {
      forgetSamples(b);
      awaitSaid("samples: float 4x3x1x7", 1);
    }
    assertTrue(held.scope().isAlive());
    assertEquals(0, held.get(ValueLayout.JAVA_FLOAT, 12));
  }

  @SuppressWarnings("resource")
  private static MemorySegment forgetHold() {
    return Value.owned("what is held for ever", ElementType.FLOAT, Shape.of(4)).hold(Memory.HOST, Access.READ).segment();
  }

  /** As long as a view is reachable, so is what it looks at. */
  @Test
  void whatIsStillLookedAtIsNotForgotten() throws InterruptedException {
    Value view = Value.owned("what is looked at", ElementType.FLOAT, Shape.of(4)).rows(1, 2);
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertEquals(2, view.toFloats().length);
    assertEquals(List.of(), warnings.naming("looked at"));
    view = view.as(Shape.of(1, 2)).rows(0, 1);
    System.gc();
    assertEquals(2, view.toFloats().length);
  }
}
