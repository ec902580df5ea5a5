package org.counterflow.api.internal.driver;

import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What all samples of a run have in common.
 *
 * @param score what is asked
 * @param schedule the run's process
 * @param solver the rule for a step
 * @param points the places to visit, at least two
 * @param brownian whether noise comes from one Brownian path
 * @param noise what gives normals instead of the seeds; null for the seeds
 * @param backend the arithmetic
 * @param shape of one sample
 * @param microBatch rows of a network call
 * @param conditions of all samples
 * @param listener told of progress
 * @param cancellation stops the run
 * @param counters what it costs
 * @param slabs its memory, closed by the run
 * @param staging its memory beside networks, closed by the run
 * @param firstCalls the networks that it has called
 */
public record Job(ScoreFunction score, NoiseSchedule schedule, Solver solver, List<Point> points, boolean brownian,
    @Nullable NoiseSource noise, Backend backend, Shape shape, int microBatch, RunConditions conditions, StepListener listener, Cancellation cancellation, Counters counters,
    Slabs slabs, Staging staging, FirstCalls firstCalls) {
  /** Copies the list. */
  public Job {
    points = List.copyOf(points);
  }

  /**
   * A draw of the run's own source for some samples; null where the seeds give it.
   *
   * @param draw which
   */
  @Nullable Tensor drawn(long[] seeds, NoiseSource.Draw draw) {
    if (noise == null) return null;
    int n = Math.toIntExact(shape.elements());
    var all = new double[Math.multiplyExact(n, seeds.length)];
    var one = new double[n];
    for (int r = 0; r < seeds.length; r++) {
      noise.fill(seeds[r], draw, one);
      System.arraycopy(one, 0, all, r * n, n);
    }
    return Tensor.of(shape, all);
  }

  boolean adaptive() {
    return solver instanceof Adaptive;
  }

  /** Whether all samples of an adaptive run take the same steps. */
  boolean joint() {
    return solver instanceof Adaptive a && a.pair().joint();
  }

  int steps() {
    return points.size() - 1;
  }
}
