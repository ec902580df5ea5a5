package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samplers, their messages, and what they give. */
class SamplerTest {
  private final Backend backend = Worlds.java(Precision.F32);
  private final Sampler sampler = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon(), new SmallSolvers.Ddim(), Worlds.INSIDE)
      .on(backend);

  @AfterEach
  void close() {
    backend.close();
  }

  private static void says(Throwable e, String... parts) {
    for (String p : parts) assertTrue(String.valueOf(e.getMessage()).contains(p), e.getMessage() + " should say " + p);
  }

  @Test
  void whatIsNotChosenIsADefaultAndWhoBringsItIsSaid() {
    // No parts are installed here.
    Sampler bare = Sampler.of(Worlds.bumps()).on(backend);
    says(assertThrows(IllegalArgumentException.class, bare::points), "\"" + Defaults.GRID + "\"", "org.counterflow.solvers");
    says(assertThrows(IllegalArgumentException.class, () -> bare.grid(Worlds.INSIDE).sample(Seeds.of(1))), "\"" + Defaults.SOLVER + "\"",
        "org.counterflow.solvers");
    assertEquals(Defaults.TARGET_STEPS, bare.steps());
    assertEquals(Defaults.TARGET_STEPS + 1, bare.grid(Worlds.INSIDE).points().size());
    Sampler net = Sampler.of(HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon());
    assertEquals(List.of(Defaults.STEPS, Defaults.MICRO_BATCH), List.of(net.steps(), net.microBatch()));
    try (Samples s = bare.grid(Worlds.INSIDE).solver(new SmallSolvers.Ddim()).sample(Seeds.of(1, 2))) {
      assertEquals(Worlds.PAIR, s.shape(), "the score function knows it");
    }
  }

  @Test
  void argumentsAreCheckedWhereTheyEnter() {
    assertEquals("steps must be at least 1, was 0 (steps counts updates; diffusers' num_inference_steps means the same)",
        assertThrows(IllegalArgumentException.class, () -> sampler.steps(0)).getMessage());
    says(assertThrows(IllegalArgumentException.class, () -> sampler.microBatch(0)), "micro-batch", "0");
    says(assertThrows(IllegalArgumentException.class, () -> sampler.sample(Shape.of(3), Seeds.of(1))), "shape 2", "3");
    says(assertThrows(IllegalArgumentException.class, () -> sampler.sample(Tensor.of(Worlds.PAIR, 1, 2), Seeds.of(1, 2), Conditions.NONE)),
        "1 starts", "2 seeds");
    says(assertThrows(IllegalArgumentException.class, () -> sampler.sample(Worlds.PAIR, Seeds.of(1, 2, 3), Conditions.classes(1, 2))),
        "\"class\"", "2 rows", "3 samples");
  }

  @Test
  void withersChangeACopy() {
    sampler.steps(3).solver(new SmallSolvers.Heun()).microBatch(2).grid(Worlds.TO_CLEAN).noting("a", "b").brownianNoise()
        .along(Worlds.STRAIGHT);
    try (Samples s = sampler.sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals("7", s.recipe().find("steps"));
      assertEquals("16", s.recipe().find("micro-batch"));
      assertEquals("lambdas", s.recipe().find("grid"));
      assertEquals("Ddim[]", s.recipe().find("solver"));
      assertEquals("turn", s.recipe().find("schedule"));
    }
    assertEquals(Zoo.STEPS + 1, sampler.points().size());
    assertEquals(Worlds.STRAIGHT, sampler.along(Worlds.STRAIGHT).schedule());
  }

  @Test
  void theRecipeSaysWhatTheBitsDependOn() {
    Sampler s = sampler.noting("model", "m.onnx").noting("rule", "clip:bound=1").brownianNoise();
    try (Samples r = s.sample(Worlds.PAIR, Seeds.range(3, 6))) {
      var expected = new LinkedHashMap<String, String>();
      expected.put("model", "m.onnx");
      expected.put("rule", "clip:bound=1");
      expected.put("prediction", "epsilon");
      expected.put("time", "unit");
      expected.put("network.schedule", "turn");
      expected.put("class", "none");
      expected.put("solver", "Ddim[]");
      expected.put("grid", "lambdas");
      expected.put("steps", "7");
      expected.put("schedule", "turn");
      expected.put("direction", "sample");
      expected.put("shape", "2");
      expected.put("precision", "f32");
      expected.put("noise", "philox4x32-10-box-muller-1-brownian");
      expected.put("micro-batch", "16");
      expected.put("network.file", "smooth.net");
      expected.put("network.sha256", "5eed");
      expected.put("backend", "java");
      assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(r.recipe().settings().entrySet()));
      assertEquals(Seeds.range(3, 6), r.recipe().seeds());
      assertEquals(new Recipe(expected, Seeds.range(3, 6)), r.recipe());
      assertEquals(r.recipe(), r.recipe().with(Seeds.of(1)).with(Seeds.range(3, 6)));
      assertNotEquals(r.recipe(), r.recipe().with(Seeds.of(1)));
      assertThrows(UnsupportedOperationException.class, () -> r.recipe().settings().put("a", "b"));
      assertTrue(r.recipe().toString().contains("seeds 3-5"), r.recipe().toString());
    }
  }

  @Test
  void theRecipeSaysWhatTheScoreFunctionIsMadeOf() {
    ScoreFunction f = HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon();
    Sampler s = Zoo.sampler(f.guided(new Zoo.Rescaled(3)).with(new Zoo.SlowClip()).noting("data", "smooth"), new SmallSolvers.Ddim(),
        Worlds.INSIDE).on(backend);
    try (Samples one = s.sample(Worlds.PAIR, Seeds.range(0, 3), Conditions.classes(2));
        Samples each = s.sample(Worlds.PAIR, Seeds.range(0, 3), Zoo.classes(3));
        Samples twice = Zoo.sampler(f.with(new Zoo.SlowClip()).with(new Zoo.SlowClip()), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend)
            .sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals("Rescaled[weight=3.0]", one.recipe().find("guidance"));
      assertEquals("SlowClip[]", one.recipe().find("rule"));
      assertEquals("smooth", one.recipe().find("data"));
      assertEquals("2", one.recipe().find("class"));
      assertEquals("0,1,2", each.recipe().find("labels"));
      assertEquals("SlowClip[] + SlowClip[]", twice.recipe().find("rule"));
    }
  }

  /** A solver around others that prints them. */
  private record Both(Solver first, Solver second) implements Solver {
    @Override
    public Expr step(Step s) {
      return first.step(s);
    }
  }

  @Test
  void aPartWithoutATextOfItsOwnIsNamedByItsClassAloneInsideAnotherToo() {
    Solver unnamed = t -> t.hold(t.here().data());
    ScoreFunction f = Worlds.bumps().noting("target", "data:me@0abc1.npy");
    try (Samples a = Zoo.sampler(f, new Both(unnamed, new Solver() {
      @Override
      public Expr step(Step s) {
        return s.x();
      }
    }), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals("Both[first=org.counterflow.api.SamplerTest, second=org.counterflow.api.SamplerTest$1]", a.recipe().find("solver"));
      assertEquals("data:me@0abc1.npy", a.recipe().find("target"), "a file's name");
    }
  }

  @Test
  void aPartWithoutATextOfItsOwnIsNamedByItsClassAlone() {
    try (Samples a = Zoo.sampler(Worlds.bumps(), t -> t.hold(t.here().data()), Worlds.INSIDE).on(backend)
        .sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals("org.counterflow.api.SamplerTest", a.recipe().find("solver"), "nothing that differs from process to process");
    }
  }

  @Test
  void theNetworkSaysItsMicroBatch() {
    for (String said : List.of("4", " 4 ")) {
      Sampler s = Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F32).saying("counterflow.micro-batch", said).epsilon(), new SmallSolvers.Ddim(),
          Worlds.INSIDE).on(backend);
      try (Samples r = s.sample(Worlds.PAIR, Seeds.of(1)); Samples own = s.microBatch(2).sample(Worlds.PAIR, Seeds.of(1))) {
        assertEquals("4", r.recipe().find("micro-batch"));
        assertEquals("2", own.recipe().find("micro-batch"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "4.5", "99999999999"})
  void aMicroBatchThatIsNoneIsRefusedWithItsFile(String said) {
    HostNetwork n = HostNetwork.of(Worlds.PAIR, Precision.F32).saying("counterflow.micro-batch", said);
    says(assertThrows(NetworkException.class, n::epsilon), "counterflow.micro-batch", "smooth.net", "\"" + said + "\"");
  }

  @Test
  void samplesAreTheBytesInTheRunsPrecision() {
    for (Precision p : List.of(Precision.F32, Precision.F64)) {
      try (Backend b = Worlds.java(p); Samples s = sampler.on(b).sample(Worlds.PAIR, Worlds.seeds(3))) {
        assertEquals(p, s.precision());
        assertEquals(3, s.count());
        assertEquals(Worlds.PAIR, s.shape());
        assertEquals(3 * 2 * p.bytes(), s.values().byteSize());
        assertTrue(s.values().isReadOnly());
        double[] all = s.toDoubles();
        for (int i = 0; i < 3; i++) {
          assertArrayEquals(Zoo.rows(all, 2, i), s.doubles(i));
          assertArrayEquals(new float[] {(float) all[2 * i], (float) all[2 * i + 1]}, s.floats(i));
        }
        double raw = p == Precision.F64 ? s.values().getAtIndex(ValueLayout.JAVA_DOUBLE, 3)
            : s.values().getAtIndex(ValueLayout.JAVA_FLOAT, 3);
        assertEquals(all[3], raw);
      }
    }
  }

  @Test
  void samplesOutliveTheirRunAndBackend() {
    Samples s = sampler.sample(Worlds.PAIR, Worlds.seeds(3));
    double[] before = s.toDoubles();
    backend.close();
    assertArrayEquals(before, s.toDoubles());
    s.close();
  }

  @Test
  void aRunGoesStepByStepToTheSameBits() {
    double[] whole = Zoo.values(sampler.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE));
    Run r = sampler.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE);
    assertEquals(3, r.count());
    for (int i = 0; i < Zoo.STEPS; i++) {
      assertEquals(0, r.finished());
      assertEquals(i, r.report().evaluations());
      assertTrue(r.advance());
    }
    assertEquals(3, r.finished());
    assertEquals(false, r.advance());
    assertArrayEquals(whole, Zoo.values(r));
  }

  @Test
  void oneSamplerServesManyThreads() throws InterruptedException {
    double[] expected = Zoo.values(sampler.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE));
    var results = new double[6][];
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < results.length; i++) {
      int k = i;
      threads.add(Thread.ofPlatform().start(() -> results[k] = Zoo.values(sampler.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE))));
    }
    for (Thread t : threads) t.join();
    for (double[] r : results) assertArrayEquals(expected, r);
  }

  @Test
  void anAdaptiveSolverInsideAnotherIsRefused() {
    // It would run with the grid's steps, as if it had no control.
    Adaptive a = Zoo.adaptive(new SmallSolvers.Pair(1e-2));
    says(assertThrows(IllegalArgumentException.class,
        () -> sampler.solver(new SmallSolvers.Churn(a, 0.1)).sample(Worlds.PAIR, Seeds.of(1))), "outermost");
  }
}
