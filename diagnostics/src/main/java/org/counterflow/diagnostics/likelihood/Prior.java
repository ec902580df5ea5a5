package org.counterflow.diagnostics.likelihood;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/** The law at the noisiest point of a run. */
@FunctionalInterface
public interface Prior {
  /**
   * The logarithm of its density in nats.
   *
   * @param x a state of the process
   * @param at the noisiest point
   * @param schedule the process
   */
  double logDensity(double[] x, Point at, NoiseSchedule schedule);

  /** What samplers begin with, {@code N(0, scale^2 I)}: the density is then that of the samples they draw. */
  static Prior ofSampler() {
    return (x, at, schedule) -> normal(x, 0, schedule.initialScale(at));
  }

  /**
   * A normal law with the moments of the data, {@code N(alpha m, alpha^2 v + sigma^2)} in each coordinate: nearer to the exact law there.
   *
   * @param mean m of the data's elements
   * @param variance v of the data's elements, at least 0
   */
  static Prior ofMoments(double mean, double variance) {
    if (!(variance >= 0)) throw new IllegalArgumentException("a variance is at least 0, was " + variance);
    return (x, at, _) -> normal(x, at.alpha() * mean, Math.sqrt(at.alpha() * at.alpha() * variance + at.sigma() * at.sigma()));
  }

  private static double normal(double[] x, double mean, double deviation) {
    double sum = -x.length * (Math.log(deviation) + 0.5 * Math.log(2 * Math.PI));
    for (double v : x) sum -= 0.5 * ((v - mean) / deviation) * ((v - mean) / deviation);
    return sum;
  }
}
