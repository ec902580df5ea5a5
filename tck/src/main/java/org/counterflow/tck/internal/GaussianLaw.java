package org.counterflow.tck.internal;

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
import org.counterflow.solvers.target.Mixtures;

/**
 * The law at the end of a run on a Gaussian target of variance 1/4, on which a solver is linear: its variance is the sum of squared
 * responses to the start and to each single normal, without statistical error.
 */
public final class GaussianLaw {
  private static final double VARIANCE = 0.25;

  private GaussianLaw() {}

  /**
   * The variance at the end over the exact one there, minus 1.
   *
   * @param draws at most in a step
   */
  public static double excess(Backend backend, Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, int draws) {
    var score = ScoreFunction.of(Mixtures.gaussian(0, Math.sqrt(VARIANCE), 1), Shape.of(1), schedule);
    int samples = 1 + draws * steps;
    var start = new double[samples];
    // Sample 0 answers to the start; sample 1 + draws k + d to draw d of step k alone.
    var sampler = Sampler.of(score).on(backend).solver(solver).grid(grid).steps(steps).noise((seed, d, normals) ->
        normals[0] = seed == 1 + (long) draws * d.step() + d.number() ? 1 : 0);
    Point first = sampler.points().getFirst(), last = sampler.points().getLast();
    start[0] = Math.sqrt(variance(first));
    double end = 0;
    try (Samples s = sampler.decode(Tensor.of(Shape.of(1), start), Seeds.range(0, samples), Conditions.NONE)) {
      for (double x : s.toDoubles()) end += x * x;
    }
    return end / variance(last) - 1;
  }

  private static double variance(Point p) {
    return p.alpha() * p.alpha() * VARIANCE + p.sigma() * p.sigma();
  }
}
