package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One-step methods in few steps, on each process and grid, both ways. */
class SinglestepEndsTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Target MOONS = Targets.twoMoons();
  private static final List<String> SCHEDULES = List.of("vp", "edm", "rectified-flow", "linear", "scaled-linear", "cosine", "li-two-phase");
  private static final List<String> GRIDS = List.of("karras", "trailing", "leading", "linspace", "log-snr", "final(log-snr)",
      "final(linspace):at=sigma-min");

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  static Stream<String> few() {
    return Stream.of("exp-rk-4", "exp-rk-6:form=noise", "rk-4", "rk-4:variable=time", "rk-ralston:variable=lambda", "rk-heun:variable=variance",
        "dpm-2", "dpm-solver-3s", "dpmpp-3s:nodes=grid,ending=two-one", "dpm-fast:nodes=skip-type",
        "picard-collocation", "heunpp2");
  }

  static Stream<String> all() {
    Stream<String> named = new Parts().entries().stream().map(e -> e.id()).filter(id -> id.matches("(exp-)?rk-.*|dpm(pp|-solver)-[123]s|res-.s|dpm-(2|fast)|exp-heun.*|seeds.*|picard.*|heunpp2"));
    return Stream.of(named, Stream.of("time", "lambda", "variance").map(v -> "rk-butcher7:variable=" + v),
        Stream.of("full", "one", "two", "two-one").flatMap(e -> Stream.of("grid", "skip-type").map(n -> "dpmpp-3s:nodes=" + n + ",ending=" + e)))
        .flatMap(s -> s);
  }

  /** Runs on everything that fits; gives how many did. */
  private static int assertFinite(String text, List<String> schedules, List<String> grids, int... steps) {
    Solver solver = CATALOGUE.find(Kind.SOLVER, text);
    int runs = 0;
    for (String schedule : schedules) {
      NoiseSchedule process = CATALOGUE.find(Kind.SCHEDULE, schedule);
      for (String g : grids) {
        TimeGrid grid = CATALOGUE.find(Kind.GRID, g);
        for (int n : steps) {
          if (!fits(grid, process, n)) continue;
          for (double v : sampled(solver, process, grid, n)) assertTrue(Double.isFinite(v), text + " on " + schedule + ", " + g + ", " + n);
          runs++;
        }
      }
    }
    return runs;
  }

  private static boolean fits(TimeGrid grid, NoiseSchedule process, int steps) {
    try {
      grid.on(process, steps);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static double[] sampled(Solver solver, NoiseSchedule process, TimeGrid grid, int steps) {
    try (Samples s = Sampler.of(MOONS.score()).on(backend).along(process).solver(solver).grid(grid).steps(steps).sample(MOONS.shape(),
        Seeds.range(0, 2))) {
      return s.toDoubles();
    }
  }

  @ParameterizedTest
  @MethodSource("few")
  void fewStepsAreFinite(String solver) {
    assertTrue(assertFinite(solver, SCHEDULES.subList(0, 4), GRIDS, 1, 2, 5) >= 50);
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("all")
  void allAreFiniteInFewSteps(String solver) {
    assertTrue(assertFinite(solver, SCHEDULES, GRIDS, 1, 2, 3, 5, 8) >= 150);
  }

  /** There and back at equal steps in lambda: the error of a method of order p falls by about 2^p. */
  @ParameterizedTest
  @MethodSource("few")
  void dataReturnFromNoise(String text) {
    Solver solver = CATALOGUE.find(Kind.SOLVER, text);
    double coarse = returnError(solver, 30), fine = returnError(solver, 60);
    assertTrue(fine < (solver.traits().order() > 1 ? 0.45 : 0.55) * coarse && fine < 0.1, text + ": " + coarse + ", " + fine);
  }

  private static double returnError(Solver solver, int steps) {
    var sampler = Sampler.of(MOONS.score()).on(backend).along(Schedules.vp()).solver(solver).grid(Grids.logSnr(-3, 2)).steps(steps);
    var x = new double[] {0.4, 0.9, -0.5, 0.2, 1.1, -0.3};
    double worst = 0;
    try (Samples noise = sampler.encode(Tensor.of(MOONS.shape(), x), Seeds.range(0, 3), Conditions.NONE);
        Samples back = sampler.decode(Tensor.of(MOONS.shape(), noise.toDoubles()), Seeds.range(0, 3), Conditions.NONE)) {
      double[] y = back.toDoubles();
      for (int i = 0; i < x.length; i++) worst = Math.max(worst, Math.abs(x[i] - y[i]));
    }
    return worst;
  }

  /** What a run of n steps with these orders asks for. */
  @Test
  void endingsMeetABudget() {
    var asked = new ArrayList<Double>();
    for (String ending : List.of("full", "one", "two", "two-one")) {
      Solver solver = CATALOGUE.find(Kind.SOLVER, "dpm-fast:ending=" + ending);
      try (Samples s = Sampler.of(MOONS.score()).on(backend).along(Schedules.vp()).solver(solver).grid(Grids.logSnr(-3, 3)).steps(4)
          .sample(MOONS.shape(), Seeds.of(1))) {
        asked.add(s.report().evaluations());
      }
    }
    assertEquals(List.of(12.0, 10.0, 11.0, 9.0), asked);
  }
}
