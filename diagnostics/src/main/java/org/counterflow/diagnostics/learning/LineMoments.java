package org.counterflow.diagnostics.learning;

import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Moments on a line with the noise integrated out. The law of the noised samples, a sum of n normals, is had on a fine grid by a Fourier
 * transform of the binned samples, and sums over every eighth of its nodes are integrals of spectral accuracy. The target is had without the
 * score, by parts: {@code E phi F = (r/s) (E phi u - E phi')}, with r = sigma/alpha and s the samples' deviation.
 */
final class LineMoments {
  private static final int BINS = 1 << 13;
  private static final int STRIDE = 8;
  /** Deviations of the noise on either side of the samples. */
  private static final double TAIL = 8;

  private final Bumps bumps;

  LineMoments(Bumps bumps) {
    this.bumps = bumps;
  }

  /**
   * The moments of some samples at one level.
   *
   * @param centred standardised samples of this level without noise, u_0
   * @param low the least of all samples, of other folds too
   * @param high the greatest
   * @param noise deviation of u around u_0
   * @param factor of the target, r/s
   */
  Moments of(double[] centred, double low, double high, double noise, double factor) {
    double from = low - TAIL * noise, step = (high - low + 2 * TAIL * noise) / BINS;
    // The sums' error is about exp(-2 pi^2 (noise/stride)^2): 3e-6 here.
    if (STRIDE * step > 1.25 * noise)
      throw new IllegalArgumentException("samples reach " + Math.round((high - low) / noise) + " deviations of the noise at the last level, too many to integrate "
          + "it out: end at more noise, or average over draws");
    double[] density = smoothed(centred, from, step, noise);
    Moments m = Moments.zero(bumps.count(), 1);
    var phi = new double[bumps.count()];
    var u = new double[1];
    for (int i = 0; i < BINS; i += STRIDE) {
      double weight = density[i] * STRIDE;
      // Rounding of the transform, not a tail: 16 digits below the peak.
      if (weight < 1e-15) continue;
      u[0] = from + i * step;
      bumps.values(u, 0, phi);
      m.add(weight, phi);
      for (int j = 0; j < phi.length; j++) {
        if (phi[j] == 0) continue;
        double width = bumps.width(j), slope = -(u[0] - bumps.centre(j, 0)) / (width * width);
        m.addTarget(j, 0, weight * factor * phi[j] * (u[0] - slope));
      }
    }
    return m.mirrored();
  }

  /** The mass of the noised samples in each bin. */
  private static double[] smoothed(double[] centred, double from, double step, double noise) {
    var f = new double[2][BINS];
    for (double u : centred) {
      double at = (u - from) / step;
      int bin = (int) at;
      double share = at - bin;
      f[0][bin] += (1 - share) / centred.length;
      f[0][bin + 1] += share / centred.length;
    }
    FastFourierTransformer.transformInPlace(f, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int j = 0; j < BINS; j++) {
      double k = 2 * Math.PI * (j <= BINS / 2 ? j : j - BINS) / (BINS * step), damp = Math.exp(-0.5 * noise * noise * k * k);
      f[0][j] *= damp;
      f[1][j] *= damp;
    }
    FastFourierTransformer.transformInPlace(f, DftNormalization.STANDARD, TransformType.INVERSE);
    return f[0];
  }
}
