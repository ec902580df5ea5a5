package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.ode.Ddim;
import org.counterflow.solvers.ode.DeisTab;
import org.counterflow.solvers.ode.DpmSolver2M;
import org.counterflow.solvers.ode.DpmSolver3M;
import org.counterflow.solvers.ode.ExponentialAdams;
import org.counterflow.solvers.ode.Form;
import org.counterflow.solvers.ode.GradientEstimation;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.ode.Ipndm;
import org.counterflow.solvers.ode.Lms;
import org.counterflow.solvers.ode.LowerOrderFinal;
import org.counterflow.solvers.ode.Plms;
import org.counterflow.solvers.ode.UniC;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.sde.Ancestral;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the solvers claim of themselves. */
class TraitsTest {
  private static final Target MOONS = Targets.twoMoons();
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

  /** Of the families with many members, those that take different ways through the code. */
  private static final List<String> BY_NAME = List.of("exp-rk-1", "exp-rk-4", "exp-rk-6:form=noise", "exp-rk:tableau=lawson-4", "rk-kutta3",
      "rk-4:variable=lambda", "rk-bosh3:variable=time", "rk-heun:variable=variance", "dpm-2", "dpm-solver-3s", "dpmpp-2s:correction=heun",
      "dpmpp-2s:nodes=grid", "dpmpp-3s:nodes=grid,ending=two-one", "dpm-solver-3s:nodes=skip-type", "dpm-fast:nodes=grid",
      "picard-collocation", "pf-ode-scheme-1", "pf-ode-scheme-2");

  private static final List<String> STOCHASTIC = List.of("churn(heun):s-churn=4", "dpmpp-2m-sde", "dpmpp-3m-sde:eta=0.5",
      "dpm-solver-1m-sde", "dpmpp-2s-sde", "dpmpp-3s-sde", "dpmpp-sde", "sa-solver", "sa-solver:predictor=3,corrector=4,mode=pece",
      "sa-solver:tau=0,form=noise", "er-sde", "er-sde:order=1", "euler-maruyama", "langevin(heun):times=2", "seeds-2", "seeds-3",
      "seeds-3:eta=0", "accelerated-ode-ab2", "accelerated-sde-antithetic", "accelerated-sde:noise=outside");

  static Stream<Solver> solvers() {
    Catalogue all = Catalogue.of(List.of(new Parts()));
    return Stream.concat(direct(), Stream.concat(BY_NAME.stream(), STOCHASTIC.stream()).map(text -> all.find(Kind.SOLVER, text)));
  }

  private static Stream<Solver> direct() {
    return Stream.of(
        Solvers.ddim(), Solvers.ddim(0.5), Solvers.ddpm(), new Ddpm(Ddpm.Variance.LARGE),
        Solvers.heun(), new Heun(Heun.In.TIME),
        Solvers.dpmSolverPP2M(), new DpmSolver2M(Form.DATA, DpmSolver2M.Correction.HEUN, LowerOrderFinal.NEVER),
        new UniPC(1), new UniPC(2), new UniPC(3), new UniPC(4),
        new UniPC(3, UniPC.B.VARY, UniPC.LowOrderWeights.SOLVED, LowerOrderFinal.ALWAYS, Form.NOISE),
        new DpmSolver2M(Form.NOISE), new DpmSolver3M(Form.DATA), new DpmSolver3M(Form.NOISE), new ExponentialAdams(Form.DATA, 4),
        new ExponentialAdams(Form.NOISE, 2), new Lms(2), new Lms(3), new DeisTab(), new Ipndm(), new Plms(), new Plms(Plms.Start.RUNGE_KUTTA),
        new GradientEstimation(), new UniC(new Ddim(), 1), new UniC(new DpmSolver2M(Form.DATA), 3), new UniC(Solvers.heun(), 2),
        Solvers.eulerAncestral(), Solvers.ancestral(Solvers.heun(), 1), Solvers.ancestral(Solvers.dpmSolverPP2M(), 0.5),
        Solvers.ancestral(new UniPC(3), 0),
        Solvers.pfOdeLi(), Solvers.acceleratedOde(), Solvers.ddpmLi(), Solvers.acceleratedSde());
  }

  /** A solver whose calls of the step are noted. */
  private static final class Watched implements Solver {
    final Solver inner;
    int furthest;
    int draws;

    Watched(Solver inner) {
      this.inner = inner;
    }

    @Override
    public Traits traits() {
      return inner.traits();
    }

    @Override
    public Expr step(Step s) {
      return inner.step((Step) Proxy.newProxyInstance(Step.class.getClassLoader(), new Class<?>[] {Step.class}, (proxy, method, args) -> {
        if (method.getName().equals("past")) furthest = Math.max(furthest, (int) args[0]);
        if (method.getName().equals("noise")) draws++;
        if (method.getName().equals("run")) args[0] = watchedInside((Solver) args[0]);
        try {
          return method.invoke(s, args);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }));
    }

    private Solver watchedInside(Solver run) {
      var inside = new Watched(run);
      return new Solver() {
        @Override
        public Traits traits() {
          return run.traits();
        }

        @Override
        public Expr step(Step s) {
          Expr x = inside.step(s);
          furthest = Math.max(furthest, inside.furthest);
          draws += inside.draws;
          return x;
        }
      };
    }
  }

  private static double[] values(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Seeds seeds) {
    try (Samples s = Sampler.of(MOONS.score()).on(backend).along(schedule).solver(solver).grid(grid).steps(steps).sample(MOONS.shape(),
        seeds)) {
      return s.toDoubles();
    }
  }

  private static double evaluations(Solver solver, int steps) {
    try (Samples s = Sampler.of(MOONS.score()).on(backend).solver(solver).grid(INSIDE).steps(steps).sample(MOONS.shape(),
        Seeds.range(0, 3))) {
      return s.report().evaluations();
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void evaluationsAStep(Solver s) {
    assertEquals(10 * s.traits().evaluations(), evaluations(s, 30) - evaluations(s, 20));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void memoryAndNoise(Solver s) {
    var watched = new Watched(s);
    values(watched, Schedules.vp(), INSIDE, 20, Seeds.of(1));
    assertEquals(s.traits().remembers(), watched.furthest, "remembers");
    assertEquals(s.traits().stochastic(), watched.draws > 0, "stochastic");
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aSampleDependsOnItsSeedAlone(Solver s) {
    double[] together = values(s, Schedules.vp(), Grids.trailing(), 12, Seeds.of(7, 8, 9));
    double[] alone = values(s, Schedules.vp(), Grids.trailing(), 12, Seeds.of(8));
    assertArrayEquals(alone, Arrays.copyOfRange(together, 2, 4));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void eachRunsOnEachProcessAndBothEnds(Solver s) {
    for (NoiseSchedule n : List.of(Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow(),
        Schedules.scaledLinear(0.00085, 0.012, 1000), Schedules.cosine(1000))) {
      TimeGrid grid = n.latest().inside() ? Grids.karras(7) : Grids.trailing();
      for (double v : values(s, n, grid, 25, Seeds.range(0, 4))) assertTrue(Math.abs(v) < 10, s + " on " + n + ": " + v);
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void oneStepIsAnAnswer(Solver s) {
    for (double v : values(s, Schedules.edm(), Grids.karras(7), 1, Seeds.range(0, 4))) assertEquals(0, v, 0.2);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void singlePrecisionStaysClose(Solver s) {
    Target t = Targets.gaussian(0.3, 0.5, 2);
    double[] twice, single;
    try (Backend b = Backends.installed().open("java", Options.defaults());
        Samples f = Sampler.of(t.score()).on(b).along(Schedules.rectifiedFlow()).solver(s).grid(Grids.trailing()).steps(20)
            .sample(t.shape(), Seeds.range(0, 8));
        Samples d = Sampler.of(t.score()).on(backend).along(Schedules.rectifiedFlow()).solver(s).grid(Grids.trailing()).steps(20)
            .sample(t.shape(), Seeds.range(0, 8))) {
      single = f.toDoubles();
      twice = d.toDoubles();
    }
    assertArrayEquals(twice, single, 2e-5);
  }

  private static double[] inside(Solver s) {
    return values(s, Schedules.vp(), INSIDE, 10, Seeds.of(3));
  }

  @Test
  void withoutNoiseTheAncestralStepIsItsInnerSolver() {
    assertArrayEquals(inside(Solvers.heun()), inside(Solvers.ancestral(Solvers.heun(), 0)));
  }

  @Test
  void withAllOfTheNoiseItIsDdpmOnTheSameNoise() {
    double[] ddpm = inside(Solvers.ddpm());
    assertArrayEquals(ddpm, inside(Solvers.eulerAncestral()), 1e-12);
    assertNotEquals(ddpm[0], values(Solvers.ddpm(), Schedules.vp(), INSIDE, 10, Seeds.of(4))[0]);
  }

  @Test
  void theAddedNoiseIsScaled() {
    double[][] x = new double[3][];
    for (int k = 0; k < 3; k++) x[k] = values(new Ancestral(Solvers.ddim(), 0.7, k), Schedules.vp(), INSIDE, 1, Seeds.of(3));
    for (int i = 0; i < 2; i++) {
      assertEquals(2 * (x[1][i] - x[0][i]), x[2][i] - x[0][i], 1e-14);
      assertNotEquals(x[0][i], x[1][i]);
    }
  }

  @Test
  void aPredictionIsNotReusedOnceNoiseIsAdded() {
    Solver s = Solvers.ancestral(new UniPC(3), 1);
    assertEquals(2 * 10, evaluations(s, 30) - evaluations(s, 20));
  }

  @Test
  void ancestralRefusesASolverThatDraws() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Ancestral(Solvers.ddpm()));
    assertEquals("ancestral adds the noise itself, but ddpm draws its own; give a deterministic solver such as ddim or heun",
        e.getMessage());
  }

  @Test
  void multistepMethodsBeginAsDdimDoes() {
    double[] ddim = values(Solvers.ddim(), Schedules.vp(), INSIDE, 1, Seeds.of(3));
    assertArrayEquals(ddim, values(Solvers.dpmSolverPP2M(), Schedules.vp(), INSIDE, 1, Seeds.of(3)));
    assertArrayEquals(ddim, values(Solvers.uniPC(), Schedules.vp(), INSIDE, 1, Seeds.of(3)));
  }
}
