package org.counterflow.diagnostics.convergence;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slopes and values against those of independent programs, 5 % either way. */
class ConvergenceTest {
  private static final Catalogue CATALOGUE = Catalogue.installed();

  private static Convergence of(String solver) {
    return Convergence.of(CATALOGUE.find(Kind.SOLVER, solver));
  }

  private static int[] ints(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /** The values are none, or those of the first rows. */
  private static void assertRates(Rates r, double low, double high, @Nullable String values) {
    assertTrue(r.slope() >= low && r.slope() <= high, "slope " + r.slope() + " of " + r);
    if (values == null) return;
    double[] expected = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < expected.length; i++) assertEquals(expected[i], r.rows().get(i).value(), 0.05 * expected[i], r.toString());
  }

  /** In total variation, T points of the theory's grid. */
  @ParameterizedTest
  @CsvSource({
      "ddpm-li, 100 200 400, .95, 1.05, 1.65e-2 8.24e-3 4.12e-3",
      "accelerated-sde, 100 200 400, .93, 1.08, 7.54e-3 3.81e-3 1.91e-3",
      "accelerated-sde:noise=outside, 100 200, .93, 1.08, 1.22e-2 6.02e-3",
      "accelerated-sde:noise=cifar, 100 200, .93, 1.08, 1.69e-2 8.46e-3",
      "ddpm:variance=large, 100 200, .95, 1.05, 1.52e-2 7.61e-3",
      "pf-ode-scheme-1, 100 200 400, .95, 1.08, 1.56e-2 7.86e-3 3.94e-3",
      "pf-ode-scheme-2, 100 200 400, 1.88, 2.05, 2.09e-3 5.45e-4 1.39e-4"})
  void onTheTheorysGrid(String solver, String points, double low, double high, @Nullable String values) {
    int[] steps = Arrays.stream(ints(points)).map(t -> t - 1).toArray();
    assertRates(of(solver).steps(steps).measure(), low, high, values);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
      "ddpm-li, 100 200 400 800, .95, 1.05, 1.65e-2 8.24e-3 4.12e-3 2.06e-3",
      "accelerated-sde, 100 200 400 800, .93, 1.08, 7.54e-3 3.81e-3 1.91e-3 9.59e-4",
      "accelerated-sde-antithetic, 25 50 100 200, 1.76, 1.96, ",
      "accelerated-ode-ab2, 100 200 400 800, 1.88, 2.05, 7.43e-4 1.93e-4 4.94e-5 1.25e-5"})
  void onTheTheorysGridForLonger(String solver, String points, double low, double high, @Nullable String values) {
    onTheTheorysGrid(solver, points, low, high, values);
  }

  /** In total variation, equal steps of lambda from sigma/alpha 40 to 0.02. */
  @ParameterizedTest
  @CsvSource({
      "ddim, 32 64 128, .95, 1.08, 3.85e-2 1.91e-2 9.54e-3",
      "dpmpp-2m, 32 64 128, 1.85, 2.2, ",
      "exp-rk-3, 32 64 128, 2.8, 3.2, 1.06e-4 1.43e-5 1.87e-6",
      "seeds-2, 16 32 64, 1.75, 2.2, "})
  void inPractice(String solver, String steps, double low, double high, @Nullable String values) {
    assertRates(of(solver).steps(ints(steps)).measure(), low, high, values);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({"exp-rk-5, 32 64 128, 4.8, 5.7"})
  void inPracticeForLonger(String solver, String steps, double low, double high) {
    inPractice(solver, steps, low, high, null);
  }

  /** On a Gaussian the accelerated sampler falls with twice the order, and only as the theory has it. */
  @ParameterizedTest
  @CsvSource({
      "accelerated-sde, 3.8, 4.2", "ddpm-li, 1.9, 2.1", "accelerated-sde:noise=outside, 1.8, 2.05", "accelerated-sde:noise=cifar, 1.8, 2.05"})
  void divergencesOnAGaussian(String solver, double low, double high) {
    Rates r = of(solver).target(Targets.gaussian(0, 0.5, 1)).metric(Distance.KL).steps(49, 99, 199, 399, 799).measure();
    assertRates(r, low, high, null);
    assertEquals(2 * CATALOGUE.find(Kind.SOLVER, solver).traits().weakOrder(), r.claim());
    Rates eight = of(solver).target(Targets.gaussian(0, 0.5, 8)).metric(Distance.KL).steps(49).measure();
    assertEquals(8 * r.rows().getFirst().value(), eight.rows().getFirst().value(), 1e-12);
  }

  @Test
  void whatRemembersIsMeasuredOnAGaussianAndSaysSo() {
    Rates r = of("dpmpp-2m-sde").measure();
    assertTrue(r.note().contains("remembers"), r.note());
    assertTrue(r.target().startsWith("gaussian"), r.target());
    assertTrue(r.holds(), r.toString());
    assertThrows(IllegalArgumentException.class, () -> of("dpmpp-2m-sde").target(Targets.mixture()).measure());
  }

  /** DDIM by another claim. */
  private record Boasting() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(2);
    }

    @Override
    public Expr step(Step s) {
      return Solvers.ddim().step(s);
    }
  }

  @Test
  void aFalseClaimDoesNotHold() {
    Convergence c = Convergence.of(new Boasting()).steps(32, 64, 128);
    assertFalse(c.measure().holds());
    assertTrue(Convergence.of(Solvers.ddim()).steps(32, 64, 128).measure().holds());
  }

  @Test
  void roundingIsNotFitted() {
    var rows = List.of(new Rates.Row(10, 10, 1e-4), new Rates.Row(100, 100, 1e-8), new Rates.Row(1000, 1000, 3e-13));
    var r = new Rates("s", "t", "n", "g", Distance.TV, 4, rows, "");
    assertEquals(4, r.slope(), 1e-12);
    assertTrue(r.holds());
    var fit = r.fit();
    assertTrue(fit != null && Double.isNaN(fit.low()));
    assertEquals(100, fit.numberFor(1e-8), 1e-9);
    var falling = List.of(new Rates.Row(10, 10, 1e-3), new Rates.Row(100, 100, 1e-6), new Rates.Row(1000, 1000, 1e-7));
    assertFalse(new Rates("s", "t", "n", "g", Distance.TV, 2, falling, "").holds(), "the order is lost at the end");
    assertTrue(Double.isNaN(new Rates("s", "t", "n", "g", Distance.TV, 4, rows.subList(2, 3), "").slope()));
    assertFalse(new Rates("s", "t", "n", "g", Distance.TV, 4, rows.subList(2, 3), "").holds());
  }

  /** Three errors on a line but for 1 %: Student's law with one degree of freedom, 12.706 standard errors. */
  @Test
  void theIntervalIsStudents() {
    double r = 0.01;
    var fit = OrderFit.of(new double[] {1, 2, 4}, new double[] {1, Math.exp(r) / 2, 0.25});
    double step = Math.log(2), squares = 1.5 * (2 * r / 3) * (2 * r / 3), error = Math.sqrt(squares / (2 * step * step));
    assertEquals(1, fit.slope(), 1e-12);
    assertEquals(12.706 * error, fit.high() - fit.slope(), 1e-3 * error);
    assertEquals(fit.high() - fit.slope(), fit.slope() - fit.low(), 1e-12);
  }

  @Test
  void whatHasNoAnswerIsRefusedWithTheRemedy() {
    assertAll(
        () -> refuses("chooses its steps", () -> of("dpm-adaptive-12")),
        () -> refuses("Remedy: mixture", () -> of("ddim").target(Targets.twoMoons()).measure()),
        () -> refuses("Remedy: tv", () -> of("ddim").metric(Distance.KL).measure()),
        () -> refuses("was 0", () -> of("ddim").steps(0)),
        () -> refuses("tv, kl", () -> Distance.of("tvd")));
  }

  private static void refuses(String with, org.junit.jupiter.api.function.Executable what) {
    String message = assertThrows(IllegalArgumentException.class, what).getMessage();
    assertTrue(message.contains(with), message);
  }
}
