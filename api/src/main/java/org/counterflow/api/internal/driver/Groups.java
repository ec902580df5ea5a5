package org.counterflow.api.internal.driver;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/** Cuts a run into groups and begins each. */
public final class Groups {
  /** Elements of a group's state: large enough that a step's fixed cost vanishes, small enough that a few states stay in cache. */
  private static final long ELEMENTS = 1 << 18;

  /** The same beside a network, which drives everything else out of the cache: what it has just written should still be there. */
  private static final long NETWORK_ELEMENTS = 1 << 16;

  /** Samples of an adaptive run at one time: each has its own record of what it asked for. */
  private static final int LANES = 512;

  /** Elements of an array. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private Groups() {}

  /** Samples of a group: whole micro-batches, and all of a run that take the same adaptive steps. */
  public static int size(Job job) {
    if (job.joint()) return Integer.MAX_VALUE / job.microBatch() * job.microBatch();
    long most = (job.score().networks().isEmpty() ? ELEMENTS : NETWORK_ELEMENTS) / job.shape().elements();
    if (job.adaptive()) most = Math.min(most, LANES);
    return Math.toIntExact(Math.max(1, most / job.microBatch()) * job.microBatch());
  }

  /**
   * Checks that what is made of a group fits into arrays.
   *
   * @param samples of the run
   * @throws IllegalArgumentException if it does not
   */
  public static void check(Job job, int samples) {
    long elements = job.shape().elements();
    if (elements > LONGEST)
      throw new IllegalArgumentException("samples of shape " + job.shape() + " have " + elements + " elements; they may have " + LONGEST);
    int rows = Pieces.padded(job, Math.min(size(job), samples));
    if (elements > LONGEST / rows)
      throw new IllegalArgumentException("a micro-batch of " + job.microBatch() + " makes groups of " + rows + " x " + elements
          + " elements (samples of shape " + job.shape() + "), more than " + LONGEST + "; choose a smaller one");
  }

  /**
   * Before the first group: finds out what of the networks saves work.
   *
   * @param samples of the run
   */
  public static void prepare(Job job, int samples) {
    RowProbe.ask(job, samples);
  }

  /**
   * A group at the first point.
   *
   * @param seeds of the group's samples
   * @param first the number of the first of them in the run
   * @param start what they begin with
   * @throws IllegalArgumentException if adaptive steps were to begin or end where lambda is infinite
   */
  public static Group begin(Job job, long[] seeds, int first, Start start) {
    if (job.adaptive() && !(job.points().getFirst().inside() && job.points().getLast().inside()))
      throw new IllegalArgumentException("adaptive steps are taken in lambda: the grid must begin and end inside alpha > 0, sigma > 0, as "
          + "log-snr does and final(GRID):at=none");
    return job.adaptive() && !job.joint() ? new Adapting(job, seeds, first, start) : new Batch(job, seeds, first, start);
  }

  /**
   * Checks that a grid did what it was asked for: as many points as there are steps and one, from noise to data, lambda strictly monotone
   * but for a repeated node that asks for an evaluation.
   *
   * @throws IllegalStateException naming the grid and the node
   */
  public static void check(TimeGrid grid, List<Point> points, int steps) {
    if (points == null) throw new IllegalStateException("the grid " + grid + " gave null for its points");
    if (points.size() != steps + 1)
      throw new IllegalStateException("the grid " + grid + " gave " + points.size() + " points for " + steps + " steps; it has to give "
          + (steps + 1));
    for (Point p : points) {
      if (!Contract.isPlace(p)) throw Contract.broken("the grid", grid, "gave the point " + p + "; " + Contract.PLACE);
    }
    for (int i = 1; i < points.size(); i++) {
      Point p = points.get(i - 1), q = points.get(i);
      if (p.samePlace(q)) continue;
      if (!(q.lambda() > p.lambda()))
        throw new IllegalStateException("the grid " + grid + " does not go from noise to data: node " + i + " " + q + " follows " + p);
    }
  }
}
