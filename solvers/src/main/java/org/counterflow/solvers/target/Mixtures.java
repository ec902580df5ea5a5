package org.counterflow.solvers.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Mixture;

/** Gaussian mixtures that are easy to look at. The plane ones lie about the origin, one to two units wide. */
public final class Mixtures {
  private Mixtures() {}

  /**
   * One Gaussian with the same deviation in each direction: the samplers of the theory are affine on it, so that each error has a
   * closed form.
   *
   * @param mean of each coordinate
   * @param deviation above 0
   * @param dimensions at least 1
   */
  public static Mixture gaussian(double mean, double deviation, int dimensions) {
    var means = new double[dimensions];
    Arrays.fill(means, mean);
    return Mixture.of(dimensions, means, new double[] {deviation}, new double[] {1});
  }

  /** Three overlapping bumps in one dimension: on which the rates of the solvers are measured. */
  public static Mixture threeBumps() {
    return Mixture.of(1, new double[] {-1.2, 0.4, 1.5}, new double[] {0.25, 0.4, 0.3}, new double[] {0.5, 0.3, 0.2});
  }

  /**
   * Two half circles of radius 1 that reach into each other.
   *
   * @param deviation of each component, above 0
   */
  public static Mixture twoMoons(double deviation) {
    int n = 32;
    var points = new ArrayList<double[]>();
    for (int i = 0; i < n; i++) {
      double angle = Math.PI * i / (n - 1), x = StrictMath.cos(angle) - 0.5, y = StrictMath.sin(angle) - 0.25;
      points.add(new double[] {x, y});
      points.add(new double[] {-x, -y});
    }
    return equalWeights(points, deviation);
  }

  /**
   * A spiral of one and a half turns, from radius 0.35 to 1.5, evenly filled.
   *
   * @param deviation of each component, above 0
   */
  public static Mixture swissRoll(double deviation) {
    int n = 128;
    double inner = 0.35, outer = 1.5, turns = 3 * Math.PI;
    var points = new ArrayList<double[]>();
    for (int i = 0; i < n; i++) {
      // The radius grows like a root, which spaces the components evenly along the arm.
      double radius = StrictMath.sqrt(inner * inner + (outer * outer - inner * inner) * i / (n - 1));
      double angle = turns * (radius - inner) / (outer - inner);
      points.add(new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)});
    }
    return equalWeights(points, deviation);
  }

  /**
   * The eight dark squares of a board of four by four, from -1.6 to 1.6; each square is 16 components.
   *
   * @param deviation of each component, above 0; a square measures 0.8, its components are 0.2 apart
   */
  public static Mixture checkerboard(double deviation) {
    var points = new ArrayList<double[]>();
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 16; j++) {
        if ((i / 4 + j / 4) % 2 == 0) points.add(new double[] {(i - 7.5) * 0.2, (j - 7.5) * 0.2});
      }
    }
    return equalWeights(points, deviation);
  }

  private static Mixture equalWeights(List<double[]> points, double deviation) {
    double[] means = points.stream().flatMapToDouble(Arrays::stream).toArray(), deviations = new double[points.size()],
        weights = new double[points.size()];
    Arrays.fill(deviations, deviation);
    Arrays.fill(weights, 1);
    return Mixture.of(2, means, deviations, weights);
  }
}
