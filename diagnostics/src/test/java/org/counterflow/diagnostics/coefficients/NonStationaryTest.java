package org.counterflow.diagnostics.coefficients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.plan.Plan;
import org.counterflow.formats.coefficients.StepCoefficients.Row;
import org.counterflow.formats.coefficients.StepCoefficients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A solver by its coefficients is that solver. */
class NonStationaryTest {
  private static final Catalogue CATALOGUE = Catalogue.installed();
  private static final Target MOONS = CATALOGUE.find(Kind.TARGET, "two-moons");
  private static final int STEPS = 7;

  @TempDir Path folder;

  private record Ran(double[] values, double evaluations) {}

  /** In double precision, so that the order of the terms is all that differs. */
  private static Ran run(String solver, String grid, String schedule, int steps) {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64));
        Samples s = Sampler.of(MOONS.score()).on(backend).along(CATALOGUE.find(Kind.SCHEDULE, schedule)).solver(CATALOGUE.find(Kind.SOLVER, solver))
            .grid(CATALOGUE.find(Kind.GRID, grid)).steps(steps).sample(MOONS.shape(), Seeds.range(0, 16))) {
      return new Ran(s.toDoubles(), s.report().evaluations());
    }
  }

  /** What a plan's states are in the start and the data estimates alone. */
  private static StepCoefficients unrolled(String solver, String grid, String schedule, int steps) {
    NoiseSchedule process = CATALOGUE.find(Kind.SCHEDULE, schedule);
    TimeGrid points = CATALOGUE.find(Kind.GRID, grid);
    Plan plan = Plan.of(CATALOGUE.find(Kind.SOLVER, solver), process, points, Prediction.DATA, steps);
    // Column 0 is the start, column 1 + j the estimate at point j.
    var states = new ArrayList<double[]>(List.of(unit(0, steps)));
    var rows = new ArrayList<Row>();
    for (Plan.Step s : plan.steps()) {
      var row = new double[steps + 1];
      for (Map.Entry<String, Double> e : s.state().entrySet()) {
        int k = Integer.parseInt(e.getKey().substring(1));
        double[] of = e.getKey().startsWith("x") ? states.get(k) : unit(1 + k, steps);
        for (int i = 0; i < row.length; i++) row[i] += e.getValue() * of[i];
      }
      states.add(row);
      rows.add(new Row(row[0], 0, java.util.Arrays.copyOfRange(row, 1, 1 + s.number())));
    }
    return new StepCoefficients(points.on(process, steps), rows).of(grid, schedule);
  }

  private static double[] unit(int i, int steps) {
    var u = new double[steps + 1];
    u[i] = 1;
    return u;
  }

  private String file(StepCoefficients c) {
    Path file = folder.resolve("c.json");
    c.write(file);
    return "non-stationary:file=" + file;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"ddim | trailing | linear", "dpmpp-2m | trailing | linear", "dpmpp-2m | karras | edm",
      "ab-norsett:order=3,lower-order-final=never | log-snr | vp", "lms:order=3 | log-snr:from=-4,to=4 | rectified-flow"})
  void theCoefficientsOfASolverAreThatSolver(String solver, String grid, String schedule) {
    Ran expected = run(solver, grid, schedule, STEPS), got = run(file(unrolled(solver, grid, schedule, STEPS)), grid, schedule, STEPS);
    assertArrayEquals(expected.values, got.values, 1e-9);
    assertEquals(expected.evaluations, got.evaluations);
  }

  /** A free first step: what no row uses is not asked for. By hand: x_1 = 0.9 x_0 + 0.1, x_2 = D_1. */
  @Test
  void whatNoRowUsesIsNotEvaluated() {
    NoiseSchedule process = CATALOGUE.find(Kind.SCHEDULE, "vp");
    List<Point> points = List.of(process.latest(), process.at(0.7), process.clean());
    var free = new StepCoefficients(points, List.of(new Row(0.9, 0.1), new Row(0, 0, 0, 1)));
    String grid = "final(explicit:times=" + points.get(0).time() + "/0.7):at=zero";
    Ran got = run(file(free), grid, "vp", 2);
    assertEquals(1, got.evaluations);
    var states = new ArrayList<double[]>();
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      Sampler.of(MOONS.score()).on(backend).along(process).solver(CATALOGUE.find(Kind.SOLVER, file(free)))
          .grid(CATALOGUE.find(Kind.GRID, grid)).steps(2).watch(p -> states.add(p.state().toDoubles())).sample(MOONS.shape(), Seeds.of(5)).close();
    }
    for (int i = 0; i < 2; i++) assertEquals(0.9 * states.get(0)[i] + 0.1, states.get(1)[i], 1e-15);
  }

  @Test
  void anotherGridIsRefused() {
    String text = file(unrolled("ddim", "trailing", "linear", STEPS));
    String said = assertThrows(IllegalStateException.class, () -> run(text, "karras", "linear", STEPS)).getMessage();
    assertTrue(said.contains(" is for 7 steps of trailing along linear; step 1 of 7 goes from sigma/alpha "), said);
    assertThrows(IllegalStateException.class, () -> run(text, "trailing", "linear", STEPS + 1));
    assertThrows(IllegalStateException.class, () -> run("ancestral(" + text + ")", "trailing", "linear", STEPS));
  }

  /** A recipe knows the files that its parts are of, in brackets too. */
  @Test
  void aFileThatChangedIsNotTakenForTheRecipes() throws Exception {
    String solver = file(unrolled("ddim", "trailing", "linear", STEPS));
    Path table = Files.writeString(folder.resolve("t.csv"), "0 1 0.01\n1 0.6 0.8\n2 0.1 1\n");
    for (String text : List.of(solver, "afs(" + solver + ")")) {
      String canonical = CATALOGUE.find(Kind.SOLVER, text).toString();
      assertTrue(canonical.matches(".*#sha256=[0-9a-f]{64}\\)?"), canonical);
      assertEquals(canonical, CATALOGUE.find(Kind.SOLVER, canonical).toString());
    }
    String solverText = CATALOGUE.find(Kind.SOLVER, "afs(" + solver + ")").toString();
    String tableText = CATALOGUE.find(Kind.SCHEDULE, "table:" + table).toString();
    file(unrolled("dpmpp-2m", "trailing", "linear", STEPS));
    Files.writeString(table, "0 1 0.02\n1 0.6 0.8\n2 0.1 1\n");
    for (String said : List.of(assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, solverText)).getMessage(),
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SCHEDULE, tableText)).getMessage()))
      assertTrue(said.matches(".*is not the file that was named: its sha256 is [0-9a-f]{64}, was [0-9a-f]{64}. Remedy: .*"), said);
    assertTrue(CATALOGUE.find(Kind.SCHEDULE, "table:" + table).toString().contains("#sha256="));
  }
}
