package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.ode.Form;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.ode.LowerOrderFinal;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.Slope;
import org.counterflow.solvers.theory.PfOdeScheme1;
import org.counterflow.solvers.theory.PfOdeScheme2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Orders of convergence in total variation on the three-bump target, with the exact score and the exact initial law, in double
 * precision. The values are those of independent programs; 5 % either way.
 */
class RatesTest {
  private static final NoiseSchedule VP = Schedules.vp();
  /** The theory's range: T points, T - 1 steps. */
  private static final TimeGrid THEORY = Grids.logSnr(-4, 3);
  private static final int[] POINTS = {100, 200, 400, 800};
  /** sigma/alpha from 40 to 0.02. */
  private static final TimeGrid PRACTICE = Grids.logSnr(-Math.log(40), -Math.log(0.02));
  private static final int[] STEPS = {32, 64, 128, 256};

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static double[] onTheoryGrid(Solver s) {
    return Arrays.stream(POINTS).mapToDouble(t -> Bumps.totalVariation(backend, s, VP, THEORY, t - 1)).toArray();
  }

  private static double[] onPracticeGrid(Solver s, NoiseSchedule schedule, int[] steps) {
    return Arrays.stream(steps).mapToDouble(n -> Bumps.totalVariation(backend, s, schedule, PRACTICE, n)).toArray();
  }

  private static void assertBetween(double low, double high, double value, String what) {
    assertTrue(value >= low && value <= high, what + " must be in " + low + " to " + high + ", was " + value);
  }

  private static void assertValues(double[] got, double... expected) {
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], got[i], 0.05 * expected[i], "total variation " + i + " of " + Arrays.toString(got));
  }

  @Test
  void equationOneHasOrderOne() {
    double[] tv = onTheoryGrid(Solvers.pfOdeLi());
    assertBetween(0.95, 1.08, Slope.of(POINTS, tv), "slope");
    assertValues(tv, 5.87e-2, 2.90e-2, 1.45e-2, 7.21e-3);
  }

  @Test
  void ddimHasOrderOneAndAFifthOfTheErrorOfEquationOne() {
    double[] tv = onTheoryGrid(Solvers.ddim());
    assertBetween(0.95, 1.08, Slope.of(POINTS, tv), "slope");
    assertValues(tv, 1.14e-2, 5.67e-3, 2.82e-3, 1.41e-3);
  }

  @Test
  void equationTwoHasOrderTwo() {
    double[] tv = onTheoryGrid(Solvers.acceleratedOde());
    assertBetween(1.85, 2.10, Slope.of(POINTS, tv), "slope");
    assertTrue(tv[2] < 4e-4, "total variation at T = 400 was " + tv[2]);
    assertValues(tv, 3.24e-3, 8.96e-4, 2.35e-4, 6.03e-5);
  }

  @Test
  void equationTwoWithoutTheRootBeforeItsSecondScoreHasOrderOne() {
    double[] tv = onTheoryGrid(new WithoutRoot());
    double slope = Slope.of(POINTS, tv);
    assertTrue(slope < 1.2, "slope " + slope);
    assertValues(tv, 5.31e-2, 2.77e-2, 1.42e-2, 7.16e-3);
  }

  @Test
  void theScoreHeldHasOrderOneAndAQuarterOfTheErrorOfEquationOne() {
    double[] tv = onTheoryGrid(new PfOdeScheme1());
    assertBetween(0.95, 1.08, Slope.of(POINTS, tv), "slope");
    assertValues(tv, 1.56e-2, 7.86e-3, 3.94e-3, 1.97e-3);
  }

  @Test
  void theScoreLinearHasOrderTwo() {
    double[] tv = onTheoryGrid(new PfOdeScheme2());
    assertBetween(1.88, 2.05, Slope.of(POINTS, tv), "slope");
    assertValues(tv, 2.09e-3, 5.45e-4, 1.39e-4, 3.52e-5);
  }

  @Test
  void equationTwoTakesTheSameStepOnEachProcess() {
    double expected = Bumps.totalVariation(backend, Solvers.acceleratedOde(), VP, THEORY, 99);
    for (NoiseSchedule n : new NoiseSchedule[] {Schedules.edm(), Schedules.rectifiedFlow()})
      assertEquals(expected, Bumps.totalVariation(backend, Solvers.acceleratedOde(), n, THEORY, 99), 1e-9 * expected, n.toString());
  }

  /** The mistake that is easily made in equation (2); on the variance-preserving process. */
  private record WithoutRoot() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).evaluations(2);
    }

    @Override
    public Expr step(Step s) {
      Point p = s.from(), q = s.to(), b = s.before();
      double a = Math.pow(p.alpha() / q.alpha(), 2), beta = 1 - a;
      Expr score = s.here().score(), y = s.x().plus(score.times(beta / 2));
      if (b != null) {
        double aBack = Math.pow(b.alpha() / p.alpha(), 2), betaBack = 1 - aBack;
        Expr back = s.x().minus(score.times(betaBack / 2)).times(Math.sqrt(aBack));
        y = y.plus(score.minus(s.evaluate(back, b).score()).times(beta * beta / (4 * betaBack)));
      }
      return y.times(1 / Math.sqrt(a));
    }
  }

  @Test
  void heunHasOrderTwo() {
    double[] tv = onPracticeGrid(Solvers.heun(), VP, STEPS);
    assertBetween(1.9, 2.2, Slope.of(STEPS, tv), "slope");
    assertValues(tv, 5.386e-3, 1.282e-3, 3.127e-4, 7.724e-5);
  }

  @Test
  void heunInTimeHasOrderTwo() {
    var steps = new int[] {64, 128, 256};
    double[] tv = onPracticeGrid(new Heun(Heun.In.TIME), Schedules.rectifiedFlow(), steps);
    assertBetween(1.9, 2.2, Slope.of(steps, tv), "slope");
  }

  @Test
  void dpmSolverPP2MHasOrderTwo() {
    double[] tv = onPracticeGrid(Solvers.dpmSolverPP2M(), VP, STEPS);
    assertBetween(1.9, 2.2, Slope.of(STEPS, tv), "slope");
    assertEquals(1.2e-3, tv[1], 0.05 * 1.2e-3, "at 64 steps");
  }

  @ParameterizedTest
  @CsvSource({"1, 1.85, 2.15", "2, 2.8, 3.2", "3, 3.8, 4.2"})
  void uniPCHasOneOrderMoreThanItsName(int order, double low, double high) {
    double[] tv = onPracticeGrid(new UniPC(order), VP, STEPS);
    assertBetween(low, high, Slope.of(STEPS, tv), "slope");
    double at64 = new double[] {1.795e-3, 1.277e-4, 1.954e-5}[order - 1];
    assertEquals(at64, tv[1], 0.05 * at64, "at 64 steps");
  }

  @Test
  void uniPCOfOrderFourHasNearlyOrderFive() {
    int[] steps = {32, 64, 128};
    double[] tv = onPracticeGrid(new UniPC(4), VP, steps);
    assertBetween(4.5, 5.3, Slope.of(steps, tv), "slope");
    assertEquals(6.6e-6, tv[1], 0.05 * 6.6e-6, "at 64 steps");
  }

  @Test
  void uniPCInNoiseFormHasTheSameOrder() {
    var solver = new UniPC(2, UniPC.B.BH1, UniPC.LowOrderWeights.SOLVED, LowerOrderFinal.NEVER, Form.NOISE);
    assertBetween(2.8, 3.2, Slope.of(STEPS, onPracticeGrid(solver, VP, STEPS)), "slope");
  }

  @Test
  void lowerOrderAtTheEndOfLongRunsCostsTheOrder() {
    var solver = new UniPC(3, UniPC.B.BH2, UniPC.LowOrderWeights.HALF, LowerOrderFinal.ALWAYS, Form.DATA);
    int[] steps = {128, 256, 512};
    assertBetween(2.0, 2.3, Slope.of(steps, onPracticeGrid(solver, VP, steps)), "slope");
  }
}
