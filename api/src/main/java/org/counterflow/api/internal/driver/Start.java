package org.counterflow.api.internal.driver;

import org.counterflow.api.process.Point;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What samples begin with: {@code data values + noise normals}, or given values.
 *
 * @param values [samples of the run, shape], or one row for all; null where there are none
 * @param ofValues their factor
 * @param ofNoise the factor of the noise that a run starts from
 */
public record Start(@Nullable Value values, double ofValues, double ofNoise) {
  /** From noise. */
  public static Start noise(double scale) {
    return new Start(null, 0, scale);
  }

  /** From values, scaled. */
  public static Start of(Value values, double scale) {
    return new Start(values, scale, 0);
  }

  /**
   * The state of a pool's samples.
   *
   * @param first the first of them in the run
   */
  Expr state(Job job, Pool pool, int first) {
    Expr noise = noise(job, pool).times(ofNoise);
    if (values == null) return noise;
    Tensor x = pool.start(values, first);
    return ofNoise == 0 ? x.times(ofValues) : x.times(ofValues).plus(noise);
  }

  private Expr noise(Job job, Pool pool) {
    Point at = job.points().getFirst();
    Tensor drawn = ofNoise == 0 ? null : job.drawn(pool.seeds(), NoiseSource.Draw.of(NoiseSource.Draw.START, 0, 0, at, at));
    return drawn != null ? drawn : new Noise(Streams.START);
  }
}
