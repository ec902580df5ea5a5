package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The multistep methods in runs of few steps, from and to the ends, and from data to noise. */
class MultistepEndsTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final List<String> SCHEDULES = List.of("linear", "cosine", "vp", "edm", "rectified-flow", "li-two-phase");
  private static final List<String> GRIDS = List.of("trailing", "leading", "linspace", "karras", "log-snr", "final(log-snr)",
      "final(karras):at=none", "final(linspace):at=sigma-min");

  private static boolean fits(NoiseSchedule n, TimeGrid g, int steps) {
    try {
      return !g.on(n, steps).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpm-solver-2m", "dpmpp-2m:ratio=v2", "dpmpp-3m:lower-order-final=never", "dpm-solver-3m:lower-order-final=last",
      "ab-norsett:order=4,lower-order-final=never", "deis-logrho:order=4", "res-2m", "lms", "lms:order=2", "ipndm-v:weights=diff-sampler",
      "deis-tab:order=4", "deis-tab:time=0.002/80", "ipndm", "ipndm:first-data=zero", "plms", "plms:start=runge-kutta",
      "plms:average=raw-output", "gradient-estimation", "unip:order=4", "unipc:corrector-off=0/1",
      "unipc:order=4,b=vary,corrector=short-inverse",
      "unic(ddim)", "unic(dpm-solver-3m):order=4,form=noise"})
  void resultsAreFiniteOnEachScheduleAndGrid(String text) {
    Solver solver = CATALOGUE.find(Kind.SOLVER, text);
    Target t = Targets.twoMoons();
    int runs = 0;
    try (Backend b = Plain.f64()) {
      for (String n : SCHEDULES) {
        NoiseSchedule schedule = CATALOGUE.find(Kind.SCHEDULE, n);
        for (String g : GRIDS) {
          TimeGrid grid = CATALOGUE.find(Kind.GRID, g);
          for (int steps : new int[] {1, 2, 3, 5, 8}) {
            if (!fits(schedule, grid, steps)) continue;
            runs++;
            try (Samples s = Sampler.of(t.score()).on(b).along(schedule).solver(solver).grid(grid).steps(steps).sample(t.shape(),
                Seeds.range(0, 2))) {
              for (double v : s.toDoubles()) assertTrue(Double.isFinite(v), text + " on " + g + " along " + n + " in " + steps + ": " + v);
            }
          }
        }
      }
    }
    assertTrue(runs > 150, runs + " runs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpm-solver-2m", "dpmpp-3m", "ab-norsett", "deis-logrho", "lms", "deis-tab", "ipndm", "plms",
      "gradient-estimation", "unip", "unic(ddim)", "sa-solver:tau=0", "sa-solver:tau=0,form=noise"})
  void theWayToNoiseAndBackReturns(String text) {
    Solver solver = CATALOGUE.find(Kind.SOLVER, text);
    double at200 = returnError(solver, 200), at400 = returnError(solver, 400);
    assertTrue(at400 < 0.3 * at200, text + ": " + at200 + " and " + at400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpm-solver-3m", "ab-norsett", "lms", "deis-tab", "ipndm", "plms", "gradient-estimation", "unic(ddim)"})
  void cleanDataAreEncodedToNoiseAlone(String text) {
    Target t = Targets.twoMoons();
    double[] x = {0.3, -0.2, 0.7, 0.1};
    try (Backend b = Plain.f64();
        Samples s = Sampler.of(t.score()).on(b).along(Schedules.rectifiedFlow()).solver(CATALOGUE.find(Kind.SOLVER, text))
            .grid(Grids.trailing()).steps(6).encode(Tensor.of(Shape.of(2), x), Seeds.range(0, 2), Conditions.NONE)) {
      for (double v : s.toDoubles()) assertTrue(Double.isFinite(v), text + ": " + v);
    }
  }

  private static double[] plms(String text, String schedule, int steps) {
    Target t = Targets.twoMoons();
    try (Backend b = Plain.f64();
        Samples s = Sampler.of(t.score()).on(b).along(CATALOGUE.find(Kind.SCHEDULE, schedule)).solver(CATALOGUE.find(Kind.SOLVER, text))
            .grid(Grids.leading()).steps(steps).sample(t.shape(), Seeds.of(4))) {
      return s.toDoubles();
    }
  }

  @Test
  void theReplayedHalfStepDiffersWhereStridesAreOdd() {
    String right = "plms:start=runge-kutta", replayed = "plms:start=runge-kutta,half-step=floor";
    assertArrayEquals(plms(right, "linear", 10), plms(replayed, "linear", 10));
    double apart = Math.abs(plms(right, "linear", 9)[0] - plms(replayed, "linear", 9)[0]);
    assertTrue(apart > 1e-6 && apart < 0.1, "strides of 111 entries: " + apart);
  }

  @Test
  void aFixedStrideNeedsATable() {
    assertArrayEquals(plms("plms", "linear", 10), plms("plms:stride=fixed", "linear", 10));
    var e = assertThrows(IllegalArgumentException.class, () -> plms("plms:stride=fixed", "vp", 10));
    assertEquals("plms:stride=fixed counts entries of a table, and vp has none; leave stride=grid", e.getMessage());
  }

  private static double returnError(Solver solver, int steps) {
    var x = new double[101];
    for (int i = 0; i < x.length; i++) x[i] = -2.5 + 0.05 * i;
    Seeds seeds = Seeds.range(0, x.length);
    double worst = 0;
    try (Backend b = Plain.f64()) {
      var sampler = Sampler.of(ScoreFunction.of(Bumps.TARGET, Shape.of(1), Schedules.vp())).on(b).solver(solver)
          .grid(Grids.logSnr(-4, 3)).steps(steps);
      try (Samples noise = sampler.encode(Tensor.of(Shape.of(1), x), seeds, Conditions.NONE);
          Samples back = sampler.decode(Tensor.of(Shape.of(1), noise.toDoubles()), seeds, Conditions.NONE)) {
        double[] y = back.toDoubles();
        for (int i = 0; i < x.length; i++) worst = Math.max(worst, Math.abs(x[i] - y[i]));
      }
    }
    return worst;
  }

  @Test
  void whatDoesNotFitIsExplained() {
    var e = assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, "unic(ddpm)"));
    assertTrue(e.getMessage().contains("unic corrects a step without noise, but ddpm draws its own; give a deterministic solver such as "
        + "ddim or dpmpp-2m"), e.getMessage());
    assertMessage("unipc: corrector-off must be none, all or numbers of steps with / between them (0/1), was \"0-1\"",
        "unipc:corrector-off=0-1");
    assertMessage("deis-tab: time must be schedule, or two numbers with / between them (0.002/80), was \"vp\"", "deis-tab:time=vp");
    assertMessage("deis-tab: time must have LOW above 0 and HIGH so far above it that beta grows (log(1 + HIGH^2) above "
        + "1000 log(1 + LOW^2)), was \"80/0.002\"", "deis-tab:time=80/0.002");
    assertMessage("ab-norsett: order must be in 2 to 4, was 1", "ab-norsett:order=1");
  }

  private static void assertMessage(String message, String solver) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, solver)).getMessage());
  }
}
