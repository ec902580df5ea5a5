package org.counterflow.tck.internal;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * A run on data of one point, whose data estimate is that point wherever it is asked; along {@code x = alpha point + sigma z} the noise
 * estimate is constant too. A solver is linear there: its state is a mean and its responses to the start and to each normal.
 */
public final class SinglePoint {
  /** The data. */
  public static final double POINT = 0.75;

  private SinglePoint() {}

  /**
   * The state after a step.
   *
   * @param at where it is
   * @param mean the state without any noise
   * @param ofStart what a start further off by sigma adds, per sigma there
   * @param variance of the state, from a start of variance sigma^2
   */
  public record Law(Point at, double mean, double ofStart, double variance) {}

  /**
   * The law of each step.
   *
   * @param draws normals at most in a step
   */
  public static List<Law> laws(Backend backend, Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, int draws) {
    var score = ScoreFunction.of(Mixture.ofData(1, new double[] {POINT}), Shape.of(1), schedule);
    int samples = 2 + draws * steps;
    var laws = new ArrayList<Law>();
    Sampler sampler = Sampler.of(score).on(backend).solver(solver).grid(grid).steps(steps)
        .noise((seed, d, normals) -> normals[0] = seed == 2 + (long) draws * d.step() + d.number() ? 1 : 0).watch(p -> {
          double[] x = p.state().toDoubles();
          double variance = 0;
          for (int i = 1; i < samples; i++) variance += (x[i] - x[0]) * (x[i] - x[0]);
          laws.add(new Law(p.at(), x[0], (x[1] - x[0]) / p.at().sigma(), variance));
        });
    Point first = sampler.points().getFirst();
    // Sample 0 has no noise, sample 1 that of the start, sample 2 + draws k + d draw d of step k.
    var start = new double[samples];
    for (int i = 0; i < samples; i++) start[i] = first.alpha() * POINT + (i == 1 ? first.sigma() : 0);
    try (Samples all = sampler.decode(Tensor.of(Shape.of(1), start), Seeds.range(0, samples), Conditions.NONE)) {
      if (all.count() != samples || laws.size() != steps + 1) throw new IllegalStateException(laws.size() + " laws of " + all);
    }
    return laws;
  }
}
