package org.counterflow.solvers.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetsTest {
  static Stream<Target> targets() {
    return Stream.of(Targets.gaussian(0.5, 0.3, 3), Targets.mixture(), Targets.twoMoons(), Targets.swissRoll(), Targets.checkerboard());
  }

  /** Estimates at a state, read out of a run's first step. */
  private record Estimates(double[] data, double[] noise) {}

  private static Estimates estimates(ScoreFunction score, double[] x, Point from, Point to) {
    var found = new AtomicReference<Estimates>();
    Solver probe = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1).atEnds(true);
      }

      @Override
      public Expr step(Step s) {
        Evaluation e = s.here();
        Workspace w = s;
        found.set(new Estimates(w.value(e.data()).toDoubles(), w.value(e.noise()).toDoubles()));
        return s.x();
      }
    };
    Shape shape = Shape.of(x.length);
    try (Backend b = Plain.f64()) {
      boolean back = from.lambda() > to.lambda();
      Sampler s = Sampler.of(score).on(b).solver(probe).grid((n, steps) -> back ? List.of(to, from) : List.of(from, to)).steps(1);
      Tensor state = Tensor.of(shape, x);
      (back ? s.encode(state, Seeds.of(0), Conditions.NONE) : s.decode(state, Seeds.of(0), Conditions.NONE)).close();
    }
    return found.get();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void manyStepsReachTheFirstTwoMoments(Target t) {
    int n = 4000, d = ((MixtureTarget) t).mixture().dimensions();
    try (Backend b = Plain.f64();
        Samples s = Sampler.of(t.score()).on(b).solver(Solvers.dpmSolverPP2M()).grid(Grids.karras(7)).steps(40).sample(t.shape(),
            Seeds.range(0, n))) {
      double[] x = s.toDoubles();
      for (int i = 0; i < d; i++) {
        double mean = 0, square = 0, m = 0, v = 0;
        for (int k = 0; k < n; k++) {
          mean += x[k * d + i] / n;
          square += x[k * d + i] * x[k * d + i] / n;
        }
        for (int k = 0; k < ((MixtureTarget) t).mixture().components(); k++) {
          double c = ((MixtureTarget) t).mixture().mean(k, i);
          m += ((MixtureTarget) t).mixture().weight(k) * c;
          v += ((MixtureTarget) t).mixture().weight(k) * (c * c + Math.pow(((MixtureTarget) t).mixture().deviation(k), 2));
        }
        // Four standard errors of 4000 samples, roughly.
        assertEquals(m, mean, 0.07, t + " mean");
        assertEquals(Math.sqrt(v - m * m), Math.sqrt(square - mean * mean), 0.05, t + " deviation");
      }
    }
  }

  @Test
  void theGaussianHasItsClosedForm() {
    ScoreFunction score = Targets.gaussian(0.5, 0.3, 1).score();
    for (NoiseSchedule n : new NoiseSchedule[] {Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow()}) {
      Point p = n.atLambda(0.4);
      Estimates e = estimates(score, new double[] {0.9}, p, n.clean());
      double c = p.alpha() * p.alpha() * 0.09 + p.sigma() * p.sigma(), noise = p.sigma() * (0.9 - p.alpha() * 0.5) / c;
      assertEquals(noise, e.noise()[0], 1e-14);
      assertEquals((0.9 - p.sigma() * noise) / p.alpha(), e.data()[0], 1e-14);
    }
  }

  @Test
  void pureNoiseIsAnsweredWithTheMean() {
    Point noise = Schedules.rectifiedFlow().latest();
    Estimates e = estimates(Targets.mixture().score(), new double[] {1.25}, noise, new Point(0.5, 0.5, 0.5));
    assertEquals(-1.2 * 0.5 + 0.4 * 0.3 + 1.5 * 0.2, e.data()[0], 1e-14);
    assertEquals(1.25, e.noise()[0], 1e-14);
  }

  @Test
  void cleanDataAreAnsweredWithTheNoiseOfTheEarliestPoint() {
    var score = ScoreFunction.of(Mixtures.threeBumps(), Shape.of(1), Schedules.vp());
    Point own = Schedules.vp().earliest();
    double x = 0.8;
    Estimates clean = estimates(score, new double[] {x}, new Point(0, 1, 0), own);
    Estimates early = estimates(score, new double[] {own.alpha() * x}, own, new Point(0, 1, 0));
    assertEquals(early.noise()[0], clean.noise()[0], 1e-12);
    assertEquals(x, clean.data()[0]);
  }

  @Test
  void aSampleMustHaveTheDimensionsOfTheMixture() {
    Mixture m = Mixtures.threeBumps();
    var e = assertThrows(IllegalArgumentException.class, () -> ScoreFunction.of(m, Shape.of(2), Schedules.edm()));
    assertEquals("a mixture in 1 dimensions has no samples of shape 2", e.getMessage());
  }

  @Test
  void aDataSetIsATargetToo() {
    double[] samples = {-1, -1, 1, 1, 1, -1};
    var score = ScoreFunction.of(Mixture.ofData(2, samples), Shape.of(2), Schedules.edm());
    try (Backend b = Plain.f64(); Samples s = Sampler.of(score).on(b).solver(Solvers.heun()).grid(Grids.karras(7)).steps(18)
        .sample(Shape.of(2), Seeds.range(0, 20))) {
      for (double v : s.toDoubles()) assertEquals(1, Math.abs(v), 1e-6);
    }
  }

  @Test
  void theShapesOfThePlane() {
    Mixture moons = Mixtures.twoMoons(0.1), board = Mixtures.checkerboard(0.08), roll = Mixtures.swissRoll(0.05);
    for (int k = 0; k < moons.components(); k += 2) {
      assertEquals(1, Math.hypot(moons.mean(k, 0) + 0.5, moons.mean(k, 1) + 0.25), 1e-14);
      assertEquals(1, Math.hypot(moons.mean(k + 1, 0) - 0.5, moons.mean(k + 1, 1) - 0.25), 1e-14);
    }
    assertEquals(128, board.components());
    for (int k = 0; k < board.components(); k++)
      assertTrue((Math.floor(board.mean(k, 0) / 0.8) + Math.floor(board.mean(k, 1) / 0.8)) % 2 == 0, "component " + k);
    var spacing = new double[roll.components() - 1];
    for (int k = 1; k < roll.components(); k++) spacing[k - 1] = Math.hypot(roll.mean(k, 0) - roll.mean(k - 1, 0),
        roll.mean(k, 1) - roll.mean(k - 1, 1));
    double[] sorted = spacing.clone();
    Arrays.sort(sorted);
    assertTrue(sorted[sorted.length - 1] < 2 * sorted[0], sorted[0] + " to " + sorted[sorted.length - 1]);
    assertArrayEquals(new double[] {0.35, 0}, new double[] {roll.mean(0, 0), roll.mean(0, 1)}, 1e-15);
  }

  /** A normal distribution by its formula: {@code E[x_0 | x] = alpha x / (alpha^2 + sigma^2)}, linear in the state. */
  private record ByFormula() implements Target {
    @Override
    public Shape shape() {
      return Shape.of(2);
    }

    @Override
    public NoiseSchedule schedule() {
      return Schedules.rectifiedFlow();
    }

    @Override
    public ScoreFunction exact(NoiseSchedule own) {
      return new ScoreFunction() {
        @Override
        public NoiseSchedule schedule() {
          return own;
        }

        @Override
        public Evaluation evaluate(Expr x, Point at, Workspace w) {
          double n = Math.hypot(at.alpha(), at.sigma());
          return Evaluation.ofData(at, w.value(x), w.value(x.times(at.alpha() / (n * n))));
        }
      };
    }

    @Override
    public String toString() {
      return "acme/normal";
    }
  }

  @Test
  void anyKnownDensityIsATarget() {
    Target t = new ByFormula();
    double[] x, z = {0.5, -2};
    try (Backend b = Plain.f64(); Samples s = Sampler.of(t.score()).on(b).solver(Solvers.uniPC(3)).grid(Grids.trailing()).steps(200)
        .sample(Tensor.of(t.shape(), z), Seeds.of(0), Conditions.NONE)) {
      x = s.toDoubles();
      assertEquals("acme/normal", s.recipe().find("target"));
      assertEquals("rectified-flow", s.recipe().find("schedule"));
    }
    // The flow of a normal distribution keeps x / sqrt(alpha^2 + sigma^2), which is 1 at both ends; the 200 steps cost 6e-5 of it.
    assertArrayEquals(z, x, 2e-4);
    assertEquals("edm", t.score(Schedules.edm()).schedule().toString());
  }
}
