package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.score.ScoreNetwork;

/** How rows are cut into the calls of a network: whole micro-batches, and a last one as small as the bits allow. */
final class Pieces {
  /**
   * Rows of one call.
   *
   * @param from the first
   * @param count how many are asked for
   * @param size how many the network computes: the rest is padding
   */
  record Piece(int from, int count, int size) {}

  /** Rows of a run; calls of more are not asked for less. */
  static final int MOST = 1 << 24;

  private Pieces() {}

  /** Rows of a whole call. */
  static int whole(ScoreNetwork network, int microBatch) {
    long fixed = network.roles().rows();
    return fixed == Dimension.OPEN ? microBatch : Math.toIntExact(fixed);
  }

  /** The least size of a call that holds so many rows and gives each the bits that a whole call gives it. */
  static int size(ScoreNetwork network, Job job, int rows) {
    int whole = whole(network, job.microBatch());
    if (network.roles().rows() != Dimension.OPEN || whole > MOST) return whole;
    for (int rung = 1; rung < whole; rung *= 2) if (rung >= rows && RowProbe.passed(network, job, whole, rung)) return rung;
    return whole;
  }

  /** Rows that buffers of so many samples need, so that each call is a view. */
  static int padded(Job job, int samples) {
    // A network that the score function does not name is called with whole micro-batches.
    int most = job.score().networks().isEmpty() ? Math.ceilDiv(samples, job.microBatch()) * job.microBatch() : samples;
    for (ScoreNetwork n : job.score().networks()) {
      int whole = whole(n, job.microBatch()), rest = samples % whole;
      most = Math.max(most, rest == 0 ? samples : samples - rest + (job.adaptive() ? whole : size(n, job, rest)));
    }
    return most;
  }

  /**
   * The calls for rows.
   *
   * @param labels a label a row; neighbours with different ones are cut apart where the network takes one for all
   * @param towards the same of second labels
   */
  static List<Piece> cut(ScoreNetwork network, Job job, int rows, double[] labels, double[] towards) {
    int whole = whole(network, job.microBatch());
    var pieces = new ArrayList<Piece>(Math.ceilDiv(rows, whole));
    for (int from = 0; from < rows; ) {
      int count = Math.min(whole, rows - from);
      if (network.roles().oneTimeForAll()) {
        int same = 1;
        while (same < count && equal(labels, from, from + same) && equal(towards, from, from + same)) same++;
        count = same;
      }
      pieces.add(new Piece(from, count, count == whole ? whole : size(network, job, count)));
      from += count;
    }
    return pieces;
  }

  private static boolean equal(double[] a, int i, int j) {
    return Double.doubleToLongBits(a[i]) == Double.doubleToLongBits(a[j]);
  }

  /** Rows that calls for so many need, the last one's padding included. */
  static int needed(List<Piece> pieces) {
    int most = 0;
    // Where one time counts for all, an earlier call may reach beyond a later one.
    for (Piece p : pieces) most = Math.max(most, p.from() + p.size());
    return most;
  }
}
