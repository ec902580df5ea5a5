package org.counterflow.diagnostics.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.distance.MapDistance;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Test;

/** A learned score is near the exact one, the nearer the more samples; and a network like any other. */
class LearnedScoreTest {
  private static final Mixture BUMPS = Mixtures.threeBumps();
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final BumpFit SMALL = BumpFit.onLine().size(32, 8);

  private static LearnedScore learned(int n) {
    return SMALL.learn(MixtureSamples.draw(BUMPS, n, 7), 1, 7);
  }

  private static double squared(LearnedScore s, Mixture mixture) {
    double e = ScoreError.of(mixture, s, GRID.on(Schedules.vp(), 16)).score();
    return e * e;
  }

  @Test
  void moreSamplesTeachMore() {
    double few = squared(learned(100), BUMPS), many = squared(learned(10_000), BUMPS);
    // 0.4 and 0.013 by an independent program, which has more bumps and levels.
    assertTrue(few > 0.1 && few < 1.2, "from 100 samples: " + few);
    assertTrue(many > 0.003 && many < 0.06, "from 10 000 samples: " + many);
  }

  /** The first term is the exact score of a Gaussian: what is left to learn is nothing, and cross validation finds that. */
  @Test
  void aGaussianNeedsNoBumps() {
    Mixture gaussian = Mixtures.gaussian(1, 0.5, 1);
    LearnedScore s = SMALL.learn(MixtureSamples.draw(gaussian, 4000, 1), 1, 1);
    assertTrue(squared(s, gaussian) < 0.02, "eps_score^2 is " + squared(s, gaussian));
    // From noise on; bumps are 1e-3 of what they would be.
    for (int l = 0; l < 4; l++) assertEquals(10, s.penalties()[l], 1e-12, "level " + l);
    // Far out the score is the Gaussian's with the samples' mean and variance: a straight line.
    var d = s.at(new Point(0, 0.8, 0.6));
    assertEquals(d.applyAsDouble(40) - d.applyAsDouble(30), d.applyAsDouble(30) - d.applyAsDouble(20), 1e-9);
  }

  @Test
  void equalSeedsGiveEqualBits() {
    Point at = GRID.on(Schedules.vp(), 10).get(6);
    assertEquals(learned(200).at(at).applyAsDouble(0.3), learned(200).at(at).applyAsDouble(0.3));
    assertArrayEquals(MixtureSamples.draw(BUMPS, 50, 1), Arrays.copyOf(MixtureSamples.draw(BUMPS, 80, 1), 50));
  }

  @Test
  void samplesHaveTheMomentsOfTheMixture() {
    int n = 40_000;
    double[] x = MixtureSamples.draw(BUMPS, n, 1);
    double mean = Arrays.stream(x).average().orElseThrow(), square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    // -0.6 + 0.12 + 0.3; deviation 1.1, of the square 1.1: five standard errors.
    assertEquals(-0.18, mean, 5 * 1.1 / Math.sqrt(n));
    assertEquals(0.5 * (1.44 + 0.0625) + 0.3 * (0.16 + 0.16) + 0.2 * (2.25 + 0.09), square, 5 * 1.1 / Math.sqrt(n));
  }

  /** Through the edge as a network, or as a function: the same map, along any process. */
  @Test
  void theNetworkIsTheScore() {
    LearnedScore s = learned(500);
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64)); var network = new LearnedNetwork(s)) {
      ScoreFunction read = ScoreFunction.of(network);
      for (NoiseSchedule along : new NoiseSchedule[] {Schedules.vp(), Schedules.edm()}) {
        Sampler sampler = Sampler.of(read).on(backend).along(along).solver(Solvers.ddim()).grid(GRID).steps(20);
        Sampler function = Sampler.of(s.score(along)).on(backend).along(along).solver(Solvers.ddim()).grid(GRID).steps(20);
        double tv = MapDistance.totalVariation(sampler, BUMPS, 400).value();
        assertEquals(MapDistance.totalVariation(function, BUMPS, 400).value(), tv, 1e-9);
        assertTrue(tv > 0.02 && tv < 0.2, "along " + along + ": " + tv);
        assertTrue(MapDistance.leastSlope(sampler, BUMPS, 400) > 0);
      }
    }
  }

  @Test
  void aCallMayHaveSeveralNoiseLevels() {
    LearnedScore s = learned(200);
    var network = new LearnedNetwork(s);
    double[] y = {0.1, -0.7, 1.3}, times = {0.5, 0.5, -2};
    try (var out = network.run(Map.of("sample", Value.of(Shape.of(3, 1), y), "timestep", Value.of(Shape.of(3), times)))) {
      double[] noise = Objects.requireNonNull(out.get("noise_pred")).toDoubles();
      for (int i = 0; i < 3; i++) {
        double ratio = Math.exp(times[i]);
        assertEquals((y[i] - s.at(new Point(0, 1, ratio)).applyAsDouble(y[i])) / ratio, noise[i], 1e-12);
      }
    }
    network.close();
    assertTrue(assertThrows(IllegalStateException.class, () -> network.run(Map.of("sample", Value.of(Shape.of(3, 1), y), "timestep",
        Value.of(Shape.of(3), times)))).getMessage().contains("closed"));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var network = new LearnedNetwork(learned(200));
    assertThrows(NetworkException.class, () -> network.run(Map.of("sample", Value.of(Shape.of(1, 1), 0.5))));
    says("sample 1 is NaN", () -> SMALL.learn(spoilt(), 1, 1));
    says("10 samples", () -> SMALL.learn(new double[4], 1, 1));
    says("all 10 samples are equal", () -> SMALL.learn(new double[10], 1, 1));
    says("averaging", () -> SMALL.learn(MixtureSamples.draw(Mixtures.twoMoons(0.2), 20, 1), 2, 1));
    says("levels must be at least 2", () -> BumpFit.onLine().size(8, 1));
    says("from a lambda up", () -> BumpFit.onLine().upTo(-5));
    says("draws of noise", () -> new Averaging(-1, true));
    says("in the plane", () -> learned(200).inPlane());
    says("alpha and sigma are above 0", () -> learned(200).at(new Point(0, 1, 0)));
  }

  private static double[] spoilt() {
    double[] x = MixtureSamples.draw(BUMPS, 20, 1);
    x[1] = Double.NaN;
    return x;
  }

  private static void says(String words, org.junit.jupiter.api.function.Executable e) {
    String message = assertThrows(IllegalArgumentException.class, e).getMessage();
    assertTrue(message.contains(words), message);
  }
}
