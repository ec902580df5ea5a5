package org.counterflow.solvers.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
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

/** Solvers of the reverse SDE: what they are among each other, on every form of a process, at the ends and in few steps. */
class StochasticSolversTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Target MOONS = Targets.twoMoons();
  private static final Shape PLANE = Shape.of(2);
  private static final TimeGrid INSIDE = Grids.logSnr(-3, 3);

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

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  /** Samples in the variance-preserving form. */
  private static double[] along(NoiseSchedule schedule, Solver solver, TimeGrid grid, int steps) {
    Sampler s = Sampler.of(MOONS.score()).on(backend).along(schedule).solver(solver).grid(grid).steps(steps);
    double[] start = {0.4, -1.1, 1.3, 0.2, -0.7, 0.9};
    double first = scale(s.points().getFirst()), last = scale(s.points().getLast());
    for (int i = 0; i < start.length; i++) start[i] *= first;
    try (Samples samples = s.decode(Tensor.of(PLANE, start), Seeds.range(0, 3), Conditions.NONE)) {
      return Arrays.stream(samples.toDoubles()).map(x -> x / last).toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn(heun):s-churn=4,s-tmin=0.1,s-tmax=5", "dpmpp-2m-sde", "dpmpp-3m-sde:eta=0.5", "dpm-solver-1m-sde",
      "dpm-solver-2m-sde:eta=0.5",
      "dpmpp-2s-sde", "dpmpp-3s-sde:correction=heun", "dpmpp-sde:r=0.3", "sa-solver",
      "sa-solver:predictor=3,corrector=4,form=noise,tau=0.5", "sa-solver:mode=pece",
      "er-sde", "langevin(heun):times=2", "seeds-2", "seeds-3", "restart(heun):times=2", "ddim:eta=0.5,eta-rule=cps",
      "accelerated-sde:noise=cifar", "accelerated-sde:noise=outside", "accelerated-ode-ab2", "accelerated-sde-antithetic"})
  void eachFormOfAProcessHasTheSameSamplesScaled(String text) {
    for (TimeGrid grid : List.of(INSIDE, Grids.toZero(Grids.logSnr(-4, 2)))) {
      double[] expected = along(Schedules.vp(), solver(text), grid, 9);
      for (NoiseSchedule s : List.of(Schedules.edm(), Schedules.rectifiedFlow(3), Schedules.linear(1e-4, 0.02, 1000)))
        assertArrayEquals(expected, along(s, solver(text), grid, 9), 1e-8, text + " along " + s);
    }
  }

  /** Two names of one method, or members of two families that coincide. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "churn(heun):s-churn=0 | heun",
      "churn(heun):s-tmin=100 | heun",
      "dpmpp-2m-sde:eta=0 | dpmpp-2m",
      "dpmpp-2m-sde:eta=0,correction=heun | dpmpp-2m:correction=heun",
      "dpmpp-3m-sde:s-noise=0,eta=0 | dpmpp-3m-sde:eta=0",
      "dpm-solver-1m-sde:eta=0 | ddim",
      "dpmpp-sde:eta=0,r=1 | seeds-2:eta=0,r=1",
      "sa-solver:predictor=1,corrector=0 | ddpm",
      "sa-solver:predictor=1,corrector=0,tau=0 | ddim",
      "sa-solver:predictor=2,corrector=0 | dpmpp-2m-sde:correction=heun",
      "sa-solver:predictor=3,corrector=0,lower-order-final=never | dpmpp-3m-sde:correction=heun,lower-order-final=never",
      "sa-solver:predictor=2,corrector=0,form=noise,tau=0.5 | dpm-solver-2m-sde:correction=heun,eta=0.25",
      "sa-solver:predictor=1,corrector=2,tau=0 | unipc:order=1,low-order-weights=solved",
      "sa-solver:predictor=3,corrector=4,tau=0,lower-order-final=never | unipc:order=3,low-order-weights=solved,lower-order-final=never",
      "sa-solver:tau=1,tau-from=2 | sa-solver:tau=0",
      "er-sde:order=1,function=sde | ddpm",
      "er-sde:order=1,function=ode | ddim",
      "exp-heun-2-x0 | seeds-2:r=1,phi=2,eta=0",
      "restart(heun):times=0 | heun",
      "restart(heun):t-min=0.001,t-max=0.002 | heun",
      "accelerated-sde:noise=theory | accelerated-sde",
      "ddim:eta=1,eta-rule=cps | ancestral(heun):eta=1,eta-rule=cps"})
  void membersOfTwoFamiliesCoincide(String one, String other) {
    assertArrayEquals(along(Schedules.vp(), solver(other), INSIDE, 10), along(Schedules.vp(), solver(one), INSIDE, 10), 1e-11);
  }

  /** Where restart begins at the very node before, nothing lies between for a look back. */
  @Test
  void aRestartFromTheNodeBeforeIsFinite() {
    Solver s = solver("restart(accelerated-ode):t-min=0.1,t-max=4");
    TimeGrid grid = CATALOGUE.find(Kind.GRID, "explicit:times=4/1/0.05/0,by=ratio");
    try (Samples x = Sampler.of(MOONS.score()).on(backend).along(Schedules.edm()).solver(s).grid(grid).steps(3).sample(MOONS.shape(), Seeds.range(0, 4))) {
      for (double v : x.toDoubles()) assertTrue(Double.isFinite(v), Arrays.toString(x.toDoubles()));
    }
  }

  /** Ten steps, each of one evaluation; one of them passes the level, in two parts, and twice goes three steps down again. */
  @Test
  void aRestartLoopsInsideOneStep() {
    Sampler s = Sampler.of(MOONS.score()).on(backend).solver(solver("restart(ddim):times=2,steps=3")).grid(INSIDE).steps(10);
    try (Samples three = s.sample(PLANE, Seeds.of(7, 8, 9)); Samples one = s.sample(PLANE, Seeds.of(8))) {
      assertEquals(10 + 1 + 2 * 3, one.report().evaluations());
      assertArrayEquals(three.doubles(1), one.doubles(0));
    }
    assertEquals(0, solver("restart(ddim)").traits().weakOrder());
  }

  /** On rectified flow {@code x' = (1 - t') D + t' cos(eta pi/2) epsilon + t' sin(eta pi/2) z}. */
  @Test
  void coefficientPreservingSamplingIsItsFormula() {
    double x = 0.7, z = 0.9, t = 0.8, to = 0.5, a = 1 - t, deviation = 0.5, mean = 0.3;
    double data = mean + a * deviation * deviation / (a * a * deviation * deviation + t * t) * (x - a * mean), noise = (x - a * data) / t;
    double expected = (1 - to) * data + to * (Math.cos(0.3 * Math.PI) * noise + Math.sin(0.3 * Math.PI) * z);
    Sampler s = Sampler.of(Targets.gaussian(mean, deviation, 1).score()).on(backend).along(Schedules.rectifiedFlow())
        .solver(solver("ddim:eta=0.6,eta-rule=cps")).grid(CATALOGUE.find(Kind.GRID, "explicit:0.8/0.5")).steps(1)
        .noise((seed, d, normals) -> Arrays.fill(normals, z));
    try (Samples r = s.decode(Tensor.of(Shape.of(1), x), Seeds.of(0), Conditions.NONE)) {
      assertEquals(expected, r.toDoubles()[0], 1e-13);
    }
  }

  /** One step from one state, the first noise z and -z, the second 0. */
  private static double[] bothWays(String text) {
    Sampler s = Sampler.of(MOONS.score()).on(backend).along(Schedules.vp()).solver(solver(text)).grid(Grids.logSnr(0, 0.7)).steps(1)
        .noise((seed, d, normals) -> Arrays.fill(normals, d.number() == 0 ? 1.3 - 2.6 * seed : 0));
    try (Samples x = s.decode(Tensor.of(PLANE, 0.4, -0.3, 0.4, -0.3), Seeds.range(0, 2), Conditions.NONE)) {
      double[] v = x.toDoubles();
      return new double[] {(v[0] + v[2]) / 2, (v[1] + v[3]) / 2};
    }
  }

  @Test
  void withTheScoreBothWaysTheMeanOfAStepIsThePosteriors() {
    double[] exact = bothWays("ddpm-li");
    assertArrayEquals(exact, bothWays("accelerated-sde-antithetic"), 1e-14);
    assertTrue(Math.abs(bothWays("accelerated-sde")[0] - exact[0]) > 1e-3);
  }

  private static List<NoiseSchedule> schedules() {
    return List.of(Schedules.linear(1e-4, 0.02, 1000), Schedules.cosine(1000), Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow(),
        Schedules.rectifiedFlow(3));
  }

  private static List<TimeGrid> grids() {
    return List.of(Grids.trailing(), Grids.karras(7), CATALOGUE.find(Kind.GRID, "leading"), CATALOGUE.find(Kind.GRID, "linspace"),
        CATALOGUE.find(Kind.GRID, "final(trailing):at=none"), Grids.logSnr(-4, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn(heun)", "churn(euler):evaluate=before", "churn(heun:variable=time):evaluate=before,steps=stages",
      "dpmpp-2m-sde", "dpmpp-3m-sde",
      "dpm-solver-1m-sde", "dpm-solver-2m-sde", "dpmpp-2s-sde", "dpmpp-3s-sde", "dpmpp-sde", "sa-solver:predictor=4,corrector=4",
      "sa-solver:form=noise", "er-sde",
      "euler-maruyama", "langevin(heun)", "predictor-corrector", "seeds-2", "seeds-3", "restart(heun)", "ddim:eta=0.5,eta-rule=cps",
      "ancestral(heun):floor=sigma-min",
      "ddpm:variance-floor=1e-20", "accelerated-sde:noise=cifar", "accelerated-sde:noise=outside", "accelerated-ode-ab2",
      "accelerated-sde-antithetic"})
  void itIsFiniteInFewStepsOnEveryGridThatFits(String text) {
    int runs = 0;
    for (NoiseSchedule schedule : schedules()) {
      for (TimeGrid grid : grids()) {
        for (int steps : new int[] {1, 2, 3, 5, 8}) {
          Sampler s = Sampler.of(MOONS.score()).on(backend).along(schedule).solver(solver(text)).grid(grid).steps(steps);
          try {
            s.points();
          } catch (IllegalArgumentException _) {
            continue; // that grid does not fit the schedule
          }
          try (Samples x = s.sample(PLANE, Seeds.of(3))) {
            assertTrue(Arrays.stream(x.toDoubles()).allMatch(Double::isFinite), s.toString());
          }
          runs++;
        }
      }
    }
    assertTrue(runs > 120, runs + " runs");
  }

  @Test
  void whatNoPartOfAWrapperFitsIsSaid() {
    var messages = new ArrayList<String>();
    for (String text : List.of("churn(ddpm)", "restart(dpmpp-2m)", "restart(ddpm)", "langevin(unipc)", "restart(heun):t-min=0.5",
        "seeds-3:r1=0.8",
        "sa-solver:tau-from=5,tau-to=1"))
      messages.add(assertThrows(IllegalArgumentException.class, () -> solver(text)).getMessage());
    assertEquals(List.of("churn adds the noise itself, but ddpm draws its own; give a deterministic solver such as heun",
        "restart goes its ways again, and dpmpp-2m remembers another one; give a deterministic solver without memory such as heun",
        "restart goes its ways again, and ddpm draws noise of its own; give a deterministic solver without memory such as heun",
        "langevin moves each state on, so that what unipc remembers belongs to other states; give a solver without memory such as heun or "
            + "euler-maruyama",
        "restart: t-max must be above t-min (0.5), was 0.3", "seeds-3: r1 must be below r2 (0.6666666666666666), was 0.8",
        "sa-solver: tau-from must be at most tau-to (1.0), was 5.0"), messages);
  }

  @Test
  void withNoiseNobodyEncodes() {
    for (String text : List.of("churn(heun)", "dpmpp-2m-sde", "seeds-2", "er-sde", "sa-solver", "langevin(heun)", "restart(heun)",
        "euler-maruyama")) {
      Sampler s = Sampler.of(MOONS.score()).on(backend).solver(solver(text)).grid(INSIDE).steps(3);
      String said = assertThrows(IllegalStateException.class, () -> s.encode(Tensor.of(PLANE, 0.1, 0.2), Seeds.of(1),
          Conditions.NONE)).getMessage();
      assertTrue(said.endsWith("encode with a deterministic solver such as heun"), said);
    }
  }
}
