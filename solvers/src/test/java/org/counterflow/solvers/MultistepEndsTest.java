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
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The multistep methods from clean data to noise, their replaying variants, and what does not fit. */
class MultistepEndsTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));

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
