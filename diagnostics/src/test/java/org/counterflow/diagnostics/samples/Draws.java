package org.counterflow.diagnostics.samples;

import java.util.SplittableRandom;

/** Samples of laws whose distances are known. */
final class Draws {
  private Draws() {}

  /** Of N(mean, deviation^2 I). */
  static Cloud normal(int samples, int elements, double mean, double deviation, long seed) {
    var random = new SplittableRandom(seed);
    var values = new double[samples * elements];
    for (int i = 0; i < values.length; i++) values[i] = mean + deviation * random.nextGaussian();
    return Cloud.of(values, samples);
  }

  /** Each sample moved. */
  static Cloud moved(Cloud c, double... by) {
    double[] v = c.values();
    for (int i = 0; i < v.length; i++) v[i] += by[i % by.length];
    return Cloud.of(v, c.samples());
  }
}
