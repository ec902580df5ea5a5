package org.counterflow.diagnostics.lab;

import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.distance.DataEstimate;
import org.counterflow.diagnostics.distance.DensityEvolution;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.LikelihoodRatio;
import org.counterflow.diagnostics.distance.MapDistance;
import org.counterflow.diagnostics.distance.ScoreError;

/**
 * Runs on a line from the exact law, with a score that is not exact.
 *
 * @param backend in double precision
 * @param mixture what is to be sampled
 * @param schedule along which
 * @param grid over which
 * @param points of it, one more than steps
 */
record ErrorRuns(Backend backend, Mixture mixture, NoiseSchedule schedule, TimeGrid grid, int points) {
  /** Starts a wave of the error, so that no more than a hundredth of the total variation falls between them. */
  private static final int STARTS_A_WAVE = 150;
  /** Waves over which the starts lie, times 1/omega: 17 deviations of 1. */
  private static final double SPAN = 17 / (2 * Math.PI);

  /** Total variation at the end; from starts that resolve waves of so many radians a deviation where the solver is deterministic. */
  double variation(Solver solver, DataEstimate told, double omega) {
    if (solver.traits().stochastic())
      return DensityEvolution.measure(solver, schedule, grid, points - 1, mixture, told, Distance.TV).value();
    return MapDistance.totalVariation(sampler(solver, told), mixture, starts(omega)).value();
  }

  /** The law of the ratio of densities at the end. */
  LikelihoodRatio ratio(Solver solver, DataEstimate told, double omega) {
    if (solver.traits().stochastic()) return DensityEvolution.ratio(solver, schedule, grid, points - 1, mixture, told);
    return LikelihoodRatio.along(sampler(solver, told), mixture, starts(omega));
  }

  /** The same with the exact score: what the steps alone cost. */
  double exact(Solver solver) {
    return variation(solver, DataEstimate.exact(mixture), 1);
  }

  /** What the theory counts of the error. */
  ScoreError error(DataEstimate told) {
    return ScoreError.of(mixture, told, grid.on(schedule, points - 1));
  }

  private static int starts(double omega) {
    return Math.max(MapDistance.STARTS, (int) (STARTS_A_WAVE * SPAN * omega));
  }

  private Sampler sampler(Solver solver, DataEstimate told) {
    return Sampler.of(told.score(schedule)).on(backend).solver(solver).grid(grid).steps(points - 1);
  }
}
