package org.counterflow.api.internal.driver;

import java.util.Collections;
import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Cuts a run into groups and begins each. */
public final class Groups {
  /** Elements of a group's state: large enough that a step's fixed cost vanishes, small enough that a few states stay in cache. */
  private static final long ELEMENTS = 1 << 18;

  /** The same beside a network, which drives everything else out of the cache: what it has just written should still be there. */
  private static final long NETWORK_ELEMENTS = 1 << 16;

  /** Lanes at one time: each is a thread. */
  private static final int LANES = 512;

  private Groups() {}

  /** Samples of a group: whole micro-batches. */
  public static int size(Job job) {
    long most = (job.score().network() == null ? ELEMENTS : NETWORK_ELEMENTS) / job.shape().elements();
    if (job.adaptive()) most = Math.min(most, LANES);
    return Math.toIntExact(Math.max(1, most / job.microBatch()) * job.microBatch());
  }

  /**
   * A group at the first point.
   *
   * @param seeds of the group's samples
   * @param first the number of the first of them in the run
   * @param conditions of the group's samples
   * @param state the values to start from, [samples, shape]; null to start from noise
   * @param scale what state or noise is multiplied by
   */
  public static Group begin(Job job, long[] seeds, long first, Conditions conditions, @Nullable Tensor state, double scale) {
    if (!job.adaptive()) {
      Expr start = state == null ? new Noise(Streams.START) : state;
      return new Batch(job, seeds, first, conditions, start.times(scale), new DirectCaller(job.counters()));
    }
    List<? extends Expr> starts =
        state == null ? Collections.nCopies(seeds.length, new Noise(Streams.START)) : ConditionRows.each(state, seeds.length);
    return new Lanes(job, seeds, first, conditions, starts.stream().map(s -> s.times(scale)).toList());
  }

  /** Some rows of given values; the same values where there is one row for all. */
  public static Tensor rows(Tensor t, int from, int count) {
    return ConditionRows.rows(t, from, count);
  }

  /** The conditions of some samples. */
  public static Conditions rows(Conditions c, int from, int count) {
    return ConditionRows.slice(c, from, count);
  }

  /**
   * Checks that points can be visited in this order: lambda strictly monotone, but for a repeated node that asks for an evaluation.
   *
   * @throws IllegalArgumentException naming the node
   */
  public static void check(List<Point> points) {
    if (points.size() < 2) throw new IllegalArgumentException("a grid needs at least two points, has " + points.size());
    double way = 0;
    for (int i = 1; i < points.size(); i++) {
      Point p = points.get(i - 1), q = points.get(i);
      if (p.samePlace(q)) continue;
      double step = Math.signum(q.lambda() - p.lambda());
      if (!(step * way >= 0) || step == 0)
        throw new IllegalArgumentException("the grid is not strictly ordered: node " + i + " " + q + " follows " + p);
      way = step;
    }
  }
}
