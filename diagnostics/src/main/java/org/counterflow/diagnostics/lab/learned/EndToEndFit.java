package org.counterflow.diagnostics.lab.learned;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.diagnostics.distance.DataEstimate;
import org.counterflow.diagnostics.distance.DensityEvolution;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.MapDistance;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.learning.LearnedNetwork;
import org.counterflow.diagnostics.learning.LearnedScore;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;

/**
 * A score on the line that a sampler is given in place of the exact one, and what comes of it: its errors, and the total variation of each sampler
 * from the exact law at the last point. Deterministic samplers ask it through the edge, as a network where it is one. For one thread.
 */
final class EndToEndFit {
  /** The target. */
  static final Mixture TARGET = Mixtures.threeBumps();
  static final double NOISE = -4;
  static final double DATA = 3;
  /** Points at which the bounds are compared with samplers. */
  static final int BOUND = 200;
  private static final NoiseSchedule PROCESS = Schedules.vp();
  private static final int STARTS = 2001;
  /** Points at which errors are measured. */
  private static final int ERRORS = 65;
  /** What 200 points cost a sampler beside its score: total variation with the exact score is 0.0002 and 0.0038. */
  private static final double FLOW_STEPS = 0.001;
  private static final double DIFFUSION_STEPS = 0.004;

  private final Backend backend;
  private final DataEstimate estimate;
  private final ScoreFunction score;
  private final double last;
  private final Map<String, Double> known = new HashMap<>();
  private final ScoreError error;

  private EndToEndFit(Backend backend, DataEstimate estimate, ScoreFunction score, double last) {
    this.backend = backend;
    this.estimate = estimate;
    this.score = score;
    this.last = last;
    error = ScoreError.of(TARGET, estimate, grid().on(PROCESS, ERRORS - 1));
  }

  /**
   * Learns a score from n samples.
   *
   * @param seed of samples and of bumps
   */
  static EndToEndFit learned(Backend backend, BumpFit recipe, int n, int seed) {
    LearnedScore learned = recipe.learn(samples(n, seed), 1, seed);
    return new EndToEndFit(backend, learned, ScoreFunction.of(new LearnedNetwork(learned)), recipe.to());
  }

  /** The exact score of n samples, up to a lambda. */
  static EndToEndFit empirical(Backend backend, int n, int seed, double last) {
    DataEstimate estimate = DataEstimate.exact(Mixture.ofData(1, samples(n, seed)));
    return new EndToEndFit(backend, estimate, estimate.score(PROCESS), last);
  }

  static double[] samples(int n, int seed) {
    return MixtureSamples.draw(TARGET, n, 1000L + seed);
  }

  private TimeGrid grid() {
    return Grids.logSnr(NOISE, last);
  }

  ScoreError error() {
    return error;
  }

  private Sampler sampler(EndToEndSampler s, int points) {
    return Sampler.of(score).on(backend).along(PROCESS).solver(s.solver()).grid(grid()).steps(points - 1);
  }

  /** The total variation of a sampler's law at the last of T points, begun from the exact law at the first. */
  double tv(EndToEndSampler s, int points) {
    return known.computeIfAbsent(s.id() + points, k -> {
      double v = s.stochastic() ? DensityEvolution.measure(s.solver(), PROCESS, grid(), points - 1, TARGET, estimate, Distance.TV).value()
          : MapDistance.totalVariation(sampler(s, points), TARGET, STARTS).value();
      if (!Double.isFinite(v)) throw new IllegalStateException(s.id() + " at T = " + points + ": total variation is " + v);
      return v;
    });
  }

  /** The least derivative of a deterministic sampler's map. */
  double leastSlope(EndToEndSampler s, int points) {
    return MapDistance.leastSlope(sampler(s, points), TARGET, STARTS);
  }

  /** That both bounds hold, which they do for every score whatever the samples. */
  List<Bar> bounds(String name) {
    return List.of(
        Bar.atMost(name + ": accelerated-ode-ab2 less its steps' error, over B1", (tv(EndToEndSampler.AB2, BOUND) - FLOW_STEPS) / error.ode(), 1),
        Bar.atMost(name + ": accelerated-sde less its steps' error, over B2",
            (tv(EndToEndSampler.ACCELERATED_SDE, BOUND) - DIFFUSION_STEPS) / error.sde(), 1));
  }
}
