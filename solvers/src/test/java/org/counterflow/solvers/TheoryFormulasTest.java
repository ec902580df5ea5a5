package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.ScriptedNoise;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;
import org.counterflow.solvers.theory.AcceleratedSde;
import org.counterflow.solvers.theory.AcceleratedSdeAntithetic;
import org.counterflow.solvers.theory.PfOdeScheme1;
import org.counterflow.solvers.theory.PfOdeScheme2;
import org.junit.jupiter.api.Test;

/**
 * The samplers of the theory against their equations, in the theory's own symbols: alpha-bar, a = alpha-bar ratio, beta = 1 - a;
 * three steps on a Gaussian.
 */
class TheoryFormulasTest {
  private static final double MEAN = 0.3, DEVIATION = 0.5, START = 1.7;
  private static final TimeGrid GRID = Grids.logSnr(-2, 1);
  private static final int STEPS = 3;
  private static final double[][] NOISE = {{0.4, -1.1}, {0.9, 0.2}, {-0.7, 1.3}};

  /** One equation: the next state from the current one. */
  private interface Equation {
    double next(double y, int step, double[] alphaBar);
  }

  private static double score(double y, double alphaBar) {
    return -(y - Math.sqrt(alphaBar) * MEAN) / (alphaBar * DEVIATION * DEVIATION + 1 - alphaBar);
  }

  /** The equation along alpha-bar = 1 / (1 + exp(-2 lambda)). */
  private static double expected(Equation e) {
    var alphaBar = new double[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) alphaBar[i] = 1 / (1 + Math.exp(-2 * (-2 + i)));
    double y = START;
    for (int i = 0; i < STEPS; i++) y = e.next(y, i, alphaBar);
    return y;
  }

  /** What the solver gives on a process, in the variance-preserving form. */
  private static double sampled(Solver solver, NoiseSchedule schedule) {
    var score = ScoreFunction.of(Mixtures.gaussian(MEAN, DEVIATION, 1), Shape.of(1), schedule);
    try (Backend backend = new ScriptedNoise((seed, step, draw, i) -> NOISE[step][draw])) {
      var sampler = Sampler.of(score).on(backend).solver(solver).grid(GRID).steps(STEPS);
      Point first = sampler.points().getFirst(), last = sampler.points().getLast();
      try (Samples s = sampler.decode(Tensor.of(Shape.of(1), START * Math.hypot(first.alpha(), first.sigma())), Seeds.of(0),
          Conditions.NONE)) {
        return s.toDoubles()[0] / Math.hypot(last.alpha(), last.sigma());
      }
    }
  }

  private static void assertFollows(Equation e, Solver solver) {
    double y = expected(e);
    for (NoiseSchedule n : new NoiseSchedule[] {Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow(), Schedules.cosine(1000)})
      assertEquals(y, sampled(solver, n), 1e-12, solver + " on " + n);
  }

  @Test
  void equationOne() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a;
      return (y + beta / 2 * score(y, ab[i])) / Math.sqrt(a);
    }, Solvers.pfOdeLi());
  }

  @Test
  void equationTwo() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a, s = score(y, ab[i]), bracket = y + beta / 2 * s;
      if (i > 0) {
        double aBack = ab[i - 1] / ab[i], betaBack = 1 - aBack, back = Math.sqrt(aBack) * (y - betaBack / 2 * s);
        bracket += beta * beta / (4 * betaBack) * (s - Math.sqrt(aBack) * score(back, ab[i - 1]));
      }
      return bracket / Math.sqrt(a);
    }, Solvers.acceleratedOde());
  }

  @Test
  void theScoreHeld() {
    assertFollows((y, i, ab) -> {
      double root = Math.sqrt(ab[i] / ab[i + 1]);
      return (y + (1 - root) * score(y, ab[i])) / root;
    }, new PfOdeScheme1());
  }

  @Test
  void theScoreLinear() {
    assertFollows((y, i, ab) -> {
      double g = ab[i], next = ab[i + 1], s = score(y, g), root = Math.sqrt(g / next), moved = (y + (1 - root) * s) / root;
      if (i == 0) return moved;
      double back = Math.sqrt(ab[i - 1] / g), there = score(back * y - (1 - back) * s, ab[i - 1]);
      // sqrt(g')/2 times the integral of gamma^(-3/2) (gamma - g) from g to g'
      return moved + Math.sqrt(next) * (Math.sqrt(next) + g / Math.sqrt(next) - 2 * Math.sqrt(g)) / (g - ab[i - 1]) * (s - there);
    }, new PfOdeScheme2());
  }

  @Test
  void equationThree() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a, moved = y + Math.sqrt(beta / 2) * NOISE[i][0];
      return (moved + beta * score(moved, ab[i]) + Math.sqrt(beta / 2) * NOISE[i][1]) / Math.sqrt(a);
    }, Solvers.acceleratedSde());
  }

  @Test
  void equationThreeBothWays() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a, c = Math.sqrt(beta / 2), up = y + c * NOISE[i][0], down = y - c * NOISE[i][0];
      double s = score(y, ab[i]) + (score(up, ab[i]) - score(down, ab[i])) / 2;
      return (y + c * NOISE[i][0] + beta * s + c * NOISE[i][1]) / Math.sqrt(a);
    }, new AcceleratedSdeAntithetic());
  }

  @Test
  void equationThreeAsInTheCodeForImageNet() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a, moved = y + Math.sqrt(beta / 2) * NOISE[i][0];
      return (moved + beta * score(moved, ab[i])) / Math.sqrt(a) + Math.sqrt(beta / 2) * NOISE[i][1];
    }, new AcceleratedSde(AcceleratedSde.NoiseAt.OUTSIDE));
  }

  @Test
  void equationTwoAsInTheCode() {
    var last = new double[1];
    assertFollows((y, i, ab) -> {
      double from = ab[i], to = ab[i + 1], noise = -Math.sqrt(1 - from) * score(y, from), factor = Math.sqrt(to / from);
      double next = factor * y + (Math.sqrt(1 - to) - factor * Math.sqrt(1 - from)) * noise;
      if (i > 0) {
        double bracket = from * Math.sqrt((1 - to) / to) + Math.asin(Math.sqrt(to)) - from * Math.sqrt((1 - from) / from) -
            Math.asin(Math.sqrt(from));
        next += Math.sqrt(to) / (from - ab[i - 1]) * bracket * (last[0] - noise);
      }
      last[0] = noise;
      return next;
    }, new AcceleratedOdeAb2());
  }

  @Test
  void ddpmOfTheTheory() {
    assertFollows((y, i, ab) -> {
      double a = ab[i] / ab[i + 1], beta = 1 - a;
      return (y + beta * score(y, ab[i])) / Math.sqrt(a) + Math.sqrt(beta / a) * NOISE[i][0];
    }, Solvers.ddpmLi());
  }
}
