package org.counterflow.diagnostics.lab.theory;

import java.util.List;
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
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.topic.Topic;

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

  /**
   * One of them.
   *
   * @param name said when it begins
   * @param solver which
   * @param told its data estimate
   * @param omega of the waves in it, in radians a deviation
   */
  record Run(String name, Solver solver, DataEstimate told, double omega) {}

  /** A run with the exact score, which shows what the steps alone cost. */
  Run exact(String name, Solver solver) {
    return new Run(name + ", exact score", solver, DataEstimate.exact(mixture), 1);
  }

  /** Total variation at the end of each, in the order of the runs. */
  List<Double> variations(List<Run> all, Topic.Progress progress) {
    return InParallel.each(all, progress::now, Run::name, r -> variation(r.solver(), r.told(), r.omega()));
  }

  /** The laws of the ratios of densities at the end of each, in the order of the runs. */
  List<LikelihoodRatio> ratios(List<Run> all, Topic.Progress progress) {
    return InParallel.each(all, progress::now, Run::name, r -> ratio(r.solver(), r.told(), r.omega()));
  }

  /** Total variation at the end; from starts that resolve waves of so many radians a deviation where the solver is deterministic. */
  private double variation(Solver solver, DataEstimate told, double omega) {
    if (solver.traits().stochastic())
      return DensityEvolution.measure(solver, schedule, grid, points - 1, mixture, told, Distance.TV).value();
    return MapDistance.totalVariation(sampler(solver, told), mixture, starts(omega)).value();
  }

  private LikelihoodRatio ratio(Solver solver, DataEstimate told, double omega) {
    if (solver.traits().stochastic()) return DensityEvolution.ratio(solver, schedule, grid, points - 1, mixture, told);
    return LikelihoodRatio.along(sampler(solver, told), mixture, starts(omega));
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
