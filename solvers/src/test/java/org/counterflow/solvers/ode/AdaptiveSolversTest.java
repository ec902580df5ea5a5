package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.StepControl;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Parts;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps by error control. */
class AdaptiveSolversTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Target MOONS = Targets.twoMoons();

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static Solver solver(String text) {
    return CATALOGUE.find(Kind.SOLVER, text);
  }

  private static Sampler sampler(Solver s) {
    return sampler(s, MOONS);
  }

  private static Sampler sampler(Solver s, Target t) {
    return Sampler.of(t.score()).on(backend).along(Schedules.vp()).solver(s).grid(Grids.logSnr(-4, 4));
  }

  private static double[] values(Solver s, Seeds seeds) {
    try (Samples x = sampler(s).sample(MOONS.shape(), seeds)) {
      return x.toDoubles();
    }
  }

  /** The largest difference from a fine solution. */
  private static double error(String text) {
    Seeds seeds = Seeds.range(0, 8);
    double[] fine;
    try (Samples x = sampler(solver("rk-dop853:variable=lambda")).steps(200).sample(MOONS.shape(), seeds)) {
      fine = x.toDoubles();
    }
    double[] got = values(solver(text), seeds);
    double worst = 0;
    for (int i = 0; i < got.length; i++) worst = Math.max(worst, Math.abs(got[i] - fine[i]));
    return worst;
  }

  @ParameterizedTest
  @CsvSource({"'dpm-adaptive-12:', 1e-2, 1e-4", "'dpm-adaptive-23:', 1e-3, 1e-5", "'dpm-adaptive-23:form=noise,control=proportional,', 1e-3, 1e-5",
      "'adaptive(rk-bosh3:variable=lambda):', 1e-3, 1e-5", "'adaptive(rk-dopri5:variable=lambda):', 1e-5, 1e-8",
      "'adaptive(rk-tsit5:variable=lambda):', 1e-5, 1e-8", "'adaptive(rk-dopri5):', 1e-5, 1e-8"})
  void theErrorFollowsTheTolerance(String text, double loose, double tight) {
    String t = text + "max-steps=20000,rtol=%s,atol=%s";
    double coarse = error(t.formatted(loose, loose)), fine = error(t.formatted(tight, tight));
    assertTrue(coarse < 300 * loose && fine < 300 * tight && fine < coarse / 5, text + ": " + coarse + ", " + fine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpm-adaptive-12", "dpm-adaptive-23:form=noise", "adaptive(rk-tsit5)"})
  void aSampleDependsOnItsSeedAlone(String text) {
    double[] together = values(solver(text), Seeds.of(7, 8, 9));
    assertArrayEquals(values(solver(text), Seeds.of(8)), Arrays.copyOfRange(together, 2, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch-max", "batch-rms"})
  void withANormOfTheBatchItDependsOnItsMates(String norm) {
    Solver s = solver("dpm-adaptive-23:norm=" + norm);
    double[] together = values(s, Seeds.of(7, 8, 9)), alone = values(s, Seeds.of(8));
    assertFalse(Arrays.equals(alone, Arrays.copyOfRange(together, 2, 4)));
    assertArrayEquals(alone, Arrays.copyOfRange(together, 2, 4), 0.05);
    assertArrayEquals(values(solver("dpm-adaptive-23"), Seeds.of(8)), alone);
  }

  @Test
  void aRejectedStepIsAskedForAgainOnlyOnDemand() {
    double[] evaluations = new double[2];
    double[][] x = new double[2][];
    for (int k = 0; k < 2; k++) {
      Solver s = solver("dpm-adaptive-23:h-init=3,rtol=0.001,rejected=" + List.of("keeps", "asks-again").get(k));
      try (Samples y = sampler(s).sample(MOONS.shape(), Seeds.of(3))) {
        evaluations[k] = y.report().evaluations();
        x[k] = y.toDoubles();
      }
    }
    assertArrayEquals(x[0], x[1], 1e-13);
    assertTrue(evaluations[0] < evaluations[1], Arrays.toString(evaluations));
  }

  /** Each accepted step draws once, after its evaluations; a rejected one draws nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",norm=batch-max"})
  void noiseIsDrawnOnAcceptedStepsOnly(String norm) {
    var draws = new ArrayList<NoiseSource.Draw>();
    int[] accepted = new int[1];
    Solver s = solver("dpm-adaptive-23:h-init=3,rtol=0.001,eta=1" + norm);
    Sampler sampler = sampler(s).watch(p -> accepted[0] = p.step()).noise((seed, d, normals) -> {
      if (d.step() != NoiseSource.Draw.START && (draws.isEmpty() || d.step() != draws.getLast().step())) draws.add(d);
      for (int i = 0; i < normals.length; i++) normals[i] = StrictMath.sin(1 + d.step() + 0.5 * i);
    });
    double evaluations;
    try (Samples y = sampler.sample(MOONS.shape(), Seeds.of(3))) {
      evaluations = y.report().evaluations();
    }
    assertTrue(evaluations > 3 * accepted[0] + 2, "none was rejected: " + accepted[0] + " steps, " + evaluations + " evaluations");
    assertEquals(accepted[0], draws.size());
    for (int k = 0; k < draws.size(); k++) {
      assertEquals(k, draws.get(k).step());
      assertEquals(0, draws.get(k).number());
    }
    assertTrue(draws.getFirst().evaluations() > 3, "the first step was rejected at first");
    assertEquals(evaluations, draws.getLast().evaluations());
  }

  /** A Gaussian of variance 1/4 by 4000 samples: three deviations of their variance are 7 %. */
  @ParameterizedTest
  @ValueSource(strings = {"eta=1", "eta=0.5", "eta=1,floor=sigma-min"})
  void theNoiseMakesUpForTheWayDown(String noise) {
    Target t = CATALOGUE.find(Kind.TARGET, "gaussian:deviation=0.5");
    Solver s = solver("dpm-adaptive-23:norm=batch-rms,rtol=0.005,atol=0.005,max-steps=20000," + noise);
    try (Samples y = sampler(s, t).sample(t.shape(), Seeds.range(0, 4000))) {
      double sum = 0, squares = 0;
      for (double x : y.toDoubles()) {
        sum += x;
        squares += x * x;
      }
      double n = y.toDoubles().length;
      assertEquals(1, (squares / n - sum * sum / n / n) / (0.25 + StrictMath.exp(-8)), 0.07);
    }
  }

  @Test
  void noiseIsNotEncoded() {
    Tensor x = Tensor.of(MOONS.shape(), 0.4, 0.9);
    assertThrows(IllegalStateException.class, () -> sampler(solver("dpm-adaptive-12:eta=0.1")).encode(x, Seeds.of(1), Conditions.NONE));
    assertEquals("dpm-adaptive-12: eta must be in 0 to 1, was 2",
        assertThrows(IllegalArgumentException.class, () -> solver("dpm-adaptive-12:eta=2")).getMessage());
  }

  @Test
  void bothWays() {
    Solver s = solver("adaptive(rk-tsit5:variable=lambda):rtol=1e-7,atol=1e-7");
    Tensor x = Tensor.of(MOONS.shape(), 0.4, 0.9, -0.5, 0.2);
    try (Samples noise = sampler(s).encode(x, Seeds.range(0, 2), Conditions.NONE);
        Samples back = sampler(s).decode(Tensor.of(MOONS.shape(), noise.toDoubles()), Seeds.range(0, 2), Conditions.NONE)) {
      assertArrayEquals(x.toDoubles(), back.toDoubles(), 1e-4);
    }
  }

  @Test
  void tooManyStepsAndNumbersThatAreNoneEndTheRun() {
    String said = assertThrows(IllegalStateException.class, () -> values(solver("dpm-adaptive-12:rtol=0,atol=1e-9,max-steps=20"), Seeds.of(1)))
        .getMessage();
    assertTrue(said.startsWith("sample 0 (seed 1) is not at its end after 20 attempted steps"), said);
    Sampler bad = Sampler.of(MOONS.score().with((e, w) -> Evaluation.ofData(e.point(), e.x(), w.exp(e.x().times(1e6)).times(0.5)))).on(backend)
        .along(Schedules.vp()).solver(solver("dpm-adaptive-23")).grid(Grids.logSnr(-4, 4));
    said = assertThrows(NotFiniteException.class, () -> bad.sample(MOONS.shape(), Seeds.of(1))).getMessage();
    assertTrue(said.contains("sample 0 (seed 1)"), said);
  }

  @Test
  void whatIsNoPairIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> solver("adaptive(heun)"));
    assertEquals("adaptive needs a pair that estimates its error, rk-bosh3, rk-dopri5 or rk-tsit5; heun is none (dpm-adaptive-12 and "
        + "dpm-adaptive-23 have their own)", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> solver("adaptive(rk-4)"));
    String said = assertThrows(IllegalArgumentException.class, () -> solver("adaptive(rk-tsit5):icoeff=0")).getMessage();
    assertTrue(said.contains("one of pcoeff, icoeff and dcoeff must be above 0"), said);
    assertEquals("dpm-adaptive-12:control=proportional,icoeff=0", solver("dpm-adaptive-12:control=proportional,icoeff=0").toString());
  }

  /** The formula of the class, in its own symbols. */
  @Test
  void thePidControlReadsThreeErrors() {
    var c = new ErrorControl(0.05, 0.0078, ErrorControl.Norm.SAMPLE, ErrorControl.Rule.PID, 0.2, 0.7, 0.1, ErrorControl.Rejected.KEEPS, 0.05, 100);
    StepControl three = c.steps(3);
    var a = new Attempt(0.5, 0.3);
    Decision d = three.decide(new Attempts(a, List.of(new Attempt(0.4, 0.6), new Attempt(0.3, 0.9)), List.of()));
    double expected = Math.pow(1 / 0.3, 1.0 / 3) * Math.pow(1 / 0.6, -0.4 / 3) * Math.pow(1 / 0.9, 0.1 / 3);
    assertEquals(1 + Math.atan(expected - 1), d.factor(), 1e-7);
    assertTrue(d.accepted());
    d = three.decide(new Attempts(new Attempt(0.5, 4), List.of(), List.of()));
    assertEquals(1 + Math.atan(Math.pow(0.25, (1.0 - 0.4 + 0.1) / 3) - 1), d.factor(), 1e-7);
    assertFalse(three.decide(new Attempts(new Attempt(0.5, 50), List.of(), List.of())).accepted());
  }

  @Test
  void theProportionalControlReadsOne() {
    var c = new ErrorControl(0.05, 0.0078, ErrorControl.Norm.SAMPLE, ErrorControl.Rule.PROPORTIONAL, 0, 1, 0, ErrorControl.Rejected.KEEPS, 0.05,
        100);
    assertEquals(new Decision(true, 0.9 * 2), c.steps(2).decide(new Attempts(new Attempt(1, 0.25), List.of(), List.of())));
    assertFalse(c.steps(2).decide(new Attempts(new Attempt(1, 1.01), List.of(), List.of())).accepted());
  }
}
