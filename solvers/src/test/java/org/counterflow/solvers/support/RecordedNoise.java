package org.counterflow.solvers.support;

import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.solver.NoiseSource;

/**
 * The noise of a record: a draw that is asked for after m evaluations is the first one, of those not yet used, that was recorded after m;
 * earlier ones are passed over. What was drawn and had no effect there is not asked for here.
 */
public final class RecordedNoise implements NoiseSource {
  private final double[][] draws;
  private final double[] after;
  private final Map<Long, Integer> taken = new HashMap<>();
  private int next;

  /**
   * Of a record.
   *
   * @param draws each of all samples, one after the other
   * @param after how many evaluations each was recorded
   */
  public RecordedNoise(double[][] draws, double[] after) {
    this.draws = draws;
    this.after = after;
  }

  /** All samples of a draw are asked for in turn, with seeds from 0. */
  @Override
  public void fill(long seed, Draw d, double[] normals) {
    int k = taken.computeIfAbsent((long) d.step() << 32 | d.number(), _ -> take(d));
    System.arraycopy(draws[k], (int) seed * normals.length, normals, 0, normals.length);
  }

  private int take(Draw d) {
    while (next < draws.length && after[next] < d.evaluations()) next++;
    if (next == draws.length || after[next] > d.evaluations()) throw new AssertionError("no noise was recorded for " + d);
    return next++;
  }
}
