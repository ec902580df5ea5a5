package org.counterflow.diagnostics.samples;

import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;

/** Samples of a mixture, without a sampler. */
public final class MixtureSamples {
  private MixtureSamples() {}

  /**
   * Independent samples.
   *
   * @param n how many, at least 1
   * @param seed equal seeds give equal samples, and the first of more are those of fewer
   * @return [n, dimensions], row-major
   */
  public static double[] draw(Mixture mixture, int n, long seed) {
    if (n < 1) throw new IllegalArgumentException("n must be at least 1, was " + n);
    int d = mixture.dimensions();
    var random = new SplittableRandom(seed);
    var samples = new double[n * d];
    for (int s = 0; s < n; s++) {
      double share = random.nextDouble();
      int k = 0;
      while (k < mixture.components() - 1 && share >= mixture.weight(k)) share -= mixture.weight(k++);
      for (int i = 0; i < d; i++) samples[s * d + i] = mixture.mean(k, i) + mixture.deviation(k) * random.nextGaussian();
    }
    return samples;
  }
}
