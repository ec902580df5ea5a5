package org.counterflow.diagnostics.lab.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.regularity.Field;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.counterflow.diagnostics.samples.Estimated;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Pictures;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts of an error budget against what they are known to be. */
class BudgetTest {
  private static final Shape PLANE = Shape.of(2);
  private static final NoiseSchedule PROCESS = Schedules.vp();
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Backends.installed().open("java", Options.defaults().in(Precision.F64));
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static void assertMet(List<Bar> bars) {
    List<Bar> failed = bars.stream().filter(b -> !b.met()).toList();
    assertTrue(failed.isEmpty(), failed.toString());
  }

  @Test
  void whatIsKnownIsFound() {
    var said = new ArrayList<String>();
    var known = new BudgetKnown(backend, said::add);
    assertMet(known.bars());
    assertEquals(16, known.bars().size());
    assertTrue(said.size() > 40, said.size() + " lines");
  }

  @Test
  void theDataSetsDenoiserIsTheTargetsAndTheOtherThatOfTheOthers() {
    double[] data = {0.3, -1, 0.8, 0.2, -0.5, 0.4, 1.1, 1.3, -0.9, -0.2};
    Point at = PROCESS.at(PROCESS.timeOfLambda(0.3));
    double[] z = Seeds.range(0, 5).normals(PLANE).toDoubles(), noisy = new double[10];
    for (int i = 0; i < 10; i++) noisy[i] = at.alpha() * data[i] + at.sigma() * z[i];
    EmpiricalDenoiser.Losses losses = new EmpiricalDenoiser(data, 5, null).losses(noisy, at);
    double[] exact = data(Mixture.ofData(2, data), noisy, at);
    assertArrayEquals(exact, losses.data(), 1e-12);
    for (int i = 0; i < 5; i++) {
      assertEquals((sq(exact[2 * i] - data[2 * i]) + sq(exact[2 * i + 1] - data[2 * i + 1])) / 2, losses.own()[i], 1e-12);
      var rest = new double[8];
      for (int j = 0, k = 0; j < 10; j++) if (j / 2 != i) rest[k++] = data[j];
      double[] other = data(Mixture.ofData(2, rest), noisy, at);
      assertEquals((sq(other[2 * i] - data[2 * i]) + sq(other[2 * i + 1] - data[2 * i + 1])) / 2, losses.others()[i], 1e-12);
    }
    // With classes only those of one's own count; who is alone in one is compared with the mean of all others.
    EmpiricalDenoiser.Losses classes = new EmpiricalDenoiser(data, 5, new long[] {0, 0, 1, 1, 2}).losses(noisy, at);
    double[] pair = data(Mixture.ofData(2, new double[] {0.3, -1, 0.8, 0.2}), noisy, at);
    assertEquals(pair[0], classes.data()[0], 1e-12);
    assertEquals((sq(0.8 - 0.3) + sq(0.2 + 1)) / 2, classes.others()[0], 1e-12);
    assertEquals(0, classes.own()[4], 1e-12);
    assertEquals((sq((0.3 + 0.8 - 0.5 + 1.1) / 4 + 0.9) + sq((-1 + 0.2 + 0.4 + 1.3) / 4 + 0.2)) / 2, classes.others()[4], 1e-12);
  }

  private static double sq(double v) {
    return v * v;
  }

  private static double[] data(Mixture of, double[] x, Point at) {
    double[] noise = new ScoreProbe(ScoreFunction.of(of, PLANE, PROCESS), PLANE, backend).noise(x, at, null);
    for (int i = 0; i < x.length; i++) noise[i] = (x[i] - at.sigma() * noise[i]) / at.alpha();
    return noise;
  }

  @Test
  void theAsymmetryOfALinearFieldIsThatOfItsMatrix() {
    // (A - A')/2 of this matrix has the entries 1.5, -0.5 and 1 above the diagonal: a Frobenius norm of sqrt(2 * 3.5).
    double[][] a = {{2, 4, 1}, {1, -1, 3}, {2, 1, 5}};
    Field field = new Field() {
      @Override
      public int elements() {
        return 3;
      }

      @Override
      public double[] at(double[] states) {
        var f = new double[states.length];
        for (int i = 0; i < f.length; i++) for (int j = 0; j < 3; j++) f[i] += a[i % 3][j] * states[i - i % 3 + j];
        return f;
      }
    };
    double sum = 0;
    int runs = 200;
    for (int s = 0; s < runs; s++) sum += sq(Asymmetry.of(field, new double[] {0.1, 0.2, -0.3}, 8, s)) / runs;
    assertEquals(7 / 3.0, sum, 0.05 * 7 / 3);
    assertEquals(new Estimated(2, 0), Asymmetry.mean(new double[] {2, 2, 2}));
  }

  @Test
  void aConstantErrorOfTheDataMovesTheEndByItsShare() {
    // On a point mass at 0 the exact estimate is 0; with u in its place x/sigma grows by the integral of exp(lambda) u: DDIM has it exactly.
    Mixture point = Mixture.ofData(2, new double[] {0, 0});
    TimeGrid grid = Grids.logSnr(-2, 2);
    Sampler wrong = Sampler.of(ScoreFunction.of(point, PLANE, PROCESS).with(new DataMoved(lambda -> 0.3))).on(backend).grid(grid).steps(7)
        .solver(Solvers.ddim());
    List<Point> points = wrong.points();
    Point from = points.getFirst(), to = points.getLast();
    double[] u = {1, -1, 0.5, 2};
    try (Samples s = wrong.decode(Value.of(PLANE.batch(2), new double[4]), Seeds.range(0, 2),
        Conditions.NONE.with(DataMoved.DIRECTION, Value.of(PLANE.batch(2), u)))) {
      double share = to.alpha() - from.alpha() * to.sigma() / from.sigma();
      for (int i = 0; i < 4; i++) assertEquals(0.3 * u[i] * share, s.toDoubles()[i], 1e-12);
    }
  }

  @Test
  void stepsAreEnoughWhereNoLaterOnesHelp() {
    var b = new Budget(List.of(rung(4, 0.9, 3), rung(8, 0.09, 0.1), rung(16, 0.2, 1), rung(32, 0.05, -0.3), rung(64, 0.01, 0.1)), 0.1, List.of(), 0.24, 0,
        List.of(), 0.5);
    assertEquals(Math.hypot(0.1, 0.24), b.floor(), 1e-12);
    assertEquals(0.1, b.leastFloor(), 1e-12);
    // 0.09 at 8 is below a third of 0.37, but 0.2 at 16 is not.
    assertEquals(OptionalInt.of(32), b.fewest(b.floor()));
    assertEquals(OptionalInt.of(64), b.fewest(b.leastFloor()));
    assertEquals(OptionalInt.empty(), b.fewest(0.01));
    assertEquals(OptionalInt.of(32), b.fewestByFeatures());
    assertEquals("discretisation", b.largest(4));
    assertEquals("score", b.largest(16));
  }

  private static Budget.Rung rung(int steps, double distance, double excess) {
    return new Budget.Rung(steps, steps, distance, new Estimated(excess, 0.2));
  }

  /** What draws noise is compared along one Brownian path: more steps bring the end nearer to the fine solution's on it. */
  @Test
  void aSamplerThatDrawsNoiseHasABudgetToo() {
    Mixture moons = Mixtures.twoMoons(0.1);
    float[] x = floats(MixtureSamples.draw(moons, 60, 1));
    Solver solver = Solvers.acceleratedSde();
    TimeGrid grid = Grids.logSnr(-3, 2);
    Budget b = new BudgetMeasurement(new Subject("moons", ScoreFunction.of(moons, PLANE, PROCESS), PLANE), backend, new DataSet("moons", PLANE, x, null), null,
        new BudgetMeasurement.Plan(solver, grid, List.of(8, 32, 128), solver, grid, 512, 60, 2, 2, 0), what -> {}).measure();
    List<Budget.Rung> r = b.rungs();
    assertTrue(r.get(1).distance() < 0.75 * r.get(0).distance() && r.get(2).distance() < 0.75 * r.get(1).distance(), r.toString());
  }

  private static float[] floats(double[] values) {
    var f = new float[values.length];
    for (int i = 0; i < f.length; i++) f[i] = (float) values[i];
    return f;
  }

  /** The whole topic on a score that is exact: nothing is left but the discretisation. */
  @Test
  @Tag("full")
  void anExactScoreLeavesTheDiscretisation() {
    Findings f = new BudgetTopic(Catalogue.installed(), Pictures.material(false)).measure(Topic.Effort.QUICK, what -> {});
    assertMet(f.bars());
    assertEquals(2, f.figures().size());
    assertTrue(f.text().getFirst().contains("with dpmpp-2m and 10 steps"), f.text().getFirst());
    assertTrue(f.tables().getFirst().rows().stream().anyMatch(row -> row.getFirst().equals("start")), f.tables().toString());
  }

  @Test
  void aSolverThatChoosesItsStepsIsRefused() {
    Material m = new Pictures(false) {
      @Override
      public String solver() {
        return "dpm-adaptive-23";
      }
    };
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new BudgetTopic(Catalogue.installed(), m).measure(Topic.Effort.QUICK, what -> {}))
        .getMessage().contains("chooses its own steps"));
  }
}
