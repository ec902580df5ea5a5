package org.counterflow.diagnostics.learning;

import java.util.random.RandomGenerator;

/**
 * Moments in any dimension from draws of the noise; those of the target in closed form if that is asked for: with {@code u = u_0 + t z},
 * {@code H = h^2 + t^2} and {@code E_j = J^(-1/2) (h^2/H)^(d/2) exp(-|u_0 - k|^2 / (2H))},
 * <pre>E phi_j = E_j,  E phi_j z = t (k - u_0) E_j / H</pre>
 */
final class DrawnMoments {
  private final Bumps bumps;
  private final Averaging averaging;
  private final RandomGenerator random;

  DrawnMoments(Bumps bumps, Averaging averaging, RandomGenerator random) {
    this.bumps = bumps;
    this.averaging = averaging;
    this.random = random;
  }

  /**
   * The moments of some samples at one level.
   *
   * @param centred standardised samples of this level without noise, u_0, [n, dimensions]
   * @param noise deviation of u around u_0, t
   * @param factor of the target, r/s
   */
  Moments of(double[] centred, double noise, double factor) {
    int d = bumps.dimensions(), n = centred.length / d, draws = averaging.draws();
    Moments m = Moments.zero(bumps.count(), d);
    double[] phi = new double[bumps.count()], u = new double[d], z = new double[d];
    for (int s = 0; s < n; s++) {
      for (int k = 0; k < draws; k++) {
        for (int i = 0; i < d; i++) {
          z[i] = random.nextGaussian();
          u[i] = centred[s * d + i] + noise * z[i];
        }
        bumps.values(u, 0, phi);
        m.add(1.0 / n / draws, phi);
        if (averaging.targetClosed()) continue;
        for (int i = 0; i < d; i++) {
          double target = factor * (u[i] - z[i] / noise) / n / draws;
          for (int j = 0; j < phi.length; j++) m.addTarget(j, i, phi[j] * target);
        }
      }
      if (averaging.targetClosed()) addTarget(m, centred, s * d, noise, factor / n);
    }
    return m.mirrored();
  }

  private void addTarget(Moments m, double[] centred, int at, double noise, double factor) {
    int d = bumps.dimensions();
    for (int j = 0; j < bumps.count(); j++) {
      double h2 = bumps.width(j) * bumps.width(j), wide = h2 + noise * noise, square = 0;
      for (int i = 0; i < d; i++) {
        double r = centred[at + i] - bumps.centre(j, i);
        square += r * r;
      }
      double mean = bumps.height() * Math.pow(h2 / wide, 0.5 * d) * Math.exp(-0.5 * square / wide);
      for (int i = 0; i < d; i++) {
        double ofNoise = noise * (bumps.centre(j, i) - centred[at + i]) / wide * mean;
        m.addTarget(j, i, factor * (centred[at + i] * mean + noise * ofNoise - ofNoise / noise));
      }
    }
  }
}
