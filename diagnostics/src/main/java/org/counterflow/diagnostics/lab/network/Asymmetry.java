package org.counterflow.diagnostics.lab.network;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.counterflow.diagnostics.regularity.Differences;
import org.counterflow.diagnostics.regularity.Field;
import org.counterflow.diagnostics.regularity.Steps;
import org.counterflow.diagnostics.samples.Estimated;

/**
 * How far a Jacobian is from symmetric, {@code |J - J'|_F / (2 sqrt(d))}. The Jacobian of an exact score is symmetric, so that it is a lower bound of
 * {@code |J - J*|_F / sqrt(d)}, the root mean square an element of what a step of random direction makes wrong.
 *
 * <p>With products of J and k random signs, {@code (u'Jv - v'Ju)^2} of each pair has the mean {@code |J - J'|_F^2}.
 */
final class Asymmetry {
  private Asymmetry() {}

  /**
   * Estimates it at a state.
   *
   * @param field whose Jacobian
   * @param probes products to make, 2 or more
   */
  static double of(Field field, double[] x, int probes, long seed) {
    int d = x.length;
    var random = new SplittableRandom(seed);
    var signs = new double[probes * d];
    for (int i = 0; i < signs.length; i++) signs[i] = random.nextBoolean() ? 1 : -1;
    double h = Steps.fit(field, x, Arrays.copyOf(signs, d)).first();
    double[] products = new Differences(field).products(x, signs, h);
    double sum = 0;
    for (int a = 0; a < probes; a++) {
      for (int b = 0; b < a; b++) {
        double odd = 0;
        for (int e = 0; e < d; e++) odd += signs[a * d + e] * products[b * d + e] - signs[b * d + e] * products[a * d + e];
        sum += odd * odd;
      }
    }
    return Math.sqrt(sum / (probes * (probes - 1) / 2.0)) / (2 * Math.sqrt(d));
  }

  /** The root of the mean square over several, with its error. */
  static Estimated mean(double[] all) {
    double sum = 0, squares = 0;
    for (double v : all) {
      sum += v * v / all.length;
      squares += v * v * v * v / all.length;
    }
    double error = all.length < 2 ? 0 : Math.sqrt(Math.max(0, squares - sum * sum) / (all.length - 1));
    return new Estimated(Math.sqrt(sum), sum == 0 ? 0 : error / (2 * Math.sqrt(sum)));
  }
}
