package org.counterflow.diagnostics.replay;

import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.solver.NoiseSource;

/**
 * The normals of a record: a draw that is asked for after m evaluations is the first that was recorded after m and is not used yet; earlier
 * ones, which had no effect there, are passed over.
 */
final class RecordedNoise implements NoiseSource {
  private final double[][] draws;
  private final double[] after;
  private final Map<Long, Integer> taken = new HashMap<>();
  private int next;

  /**
   * Of a record.
   *
   * @param draws [draw][sample and dimension]
   * @param after so many evaluations for each
   */
  RecordedNoise(double[][] draws, double[] after) {
    this.draws = draws;
    this.after = after;
  }

  /** Samples have the seeds from 0; those of a draw are asked for in turn. */
  @Override
  public void fill(long seed, Draw d, double[] normals) {
    double[] all = draws[taken.computeIfAbsent((long) d.step() << 32 | d.number(), _ -> take(d))];
    System.arraycopy(all, (int) seed * normals.length, normals, 0, normals.length);
  }

  private int take(Draw d) {
    while (next < draws.length && after[next] < d.evaluations()) next++;
    if (next == draws.length || after[next] > d.evaluations()) throw new IllegalStateException("the record has no noise for " + d);
    return next++;
  }

  @Override
  public String toString() {
    return "recorded";
  }
}
