package org.counterflow.diagnostics.distance;

import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * The error of a deterministic sampler on a line, without drawing samples: it maps the exact law at the first point of the grid to a law
 * at the last. The total variation between that law and the exact one there is half the variation of
 * <pre>G(x) = P_first(x) - P_last(F(x))</pre>
 * P the distribution functions and F the sampler's map, which the sampler itself evaluates on a fine set of starts in one batch. No
 * derivative of F is needed; where F folds, the value is an upper bound.
 */
public final class MapDistance {
  /** Starts that give the total variation of smooth laws to four digits and more. */
  public static final int STARTS = 4001;
  /** Deviations, beyond which a normal law has 2e-17 of its mass. */
  private static final double TAIL = 8.5;

  private MapDistance() {}

  /**
   * The total variation at the end of a run.
   *
   * @param sampler of any score function of one number, with a deterministic solver, on a backend in double precision
   * @param mixture in one dimension
   */
  public static Measured totalVariation(Sampler sampler, Mixture mixture) {
    return totalVariation(sampler, mixture, STARTS);
  }

  /**
   * The same from another number of starts: the error of the value falls with its square.
   *
   * @param starts 100 or more
   */
  public static Measured totalVariation(Sampler sampler, Mixture mixture, int starts) {
    Images images = Images.of(sampler, mixture, starts);
    var first = new MixtureLaw(mixture, sampler.points().getFirst());
    var last = new MixtureLaw(mixture, sampler.points().getLast());
    double variation = 0, before = 0;
    for (int i = 0; i < starts; i++) {
      double g = first.distribution(images.from[i]) - last.distribution(images.to[i]);
      if (i > 0) variation += Math.abs(g - before);
      before = g;
    }
    return new Measured(variation / 2, images.evaluations);
  }

  /**
   * The least derivative of the sampler's map, by differences of neighbouring starts: 0 or less where the map folds.
   *
   * @param sampler with a deterministic solver, on a backend in double precision
   * @param mixture in one dimension, whose law the starts cover
   * @param starts 100 or more
   */
  public static double leastSlope(Sampler sampler, Mixture mixture, int starts) {
    Images images = Images.of(sampler, mixture, starts);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < starts; i++) least = Math.min(least, (images.to[i] - images.to[i - 1]) / (images.from[i] - images.from[i - 1]));
    return least;
  }

  /** Evenly spaced starts, and where a run takes them. */
  private record Images(double[] from, double[] to, double evaluations) {
    static Images of(Sampler sampler, Mixture mixture, int starts) {
      if (starts < 100) throw new IllegalArgumentException("starts must be at least 100, was " + starts);
      var first = new MixtureLaw(mixture, sampler.points().getFirst());
      double low = first.low(TAIL), high = first.high(TAIL);
      var x = new double[starts];
      for (int i = 0; i < starts; i++) x[i] = low + (high - low) * i / (starts - 1);
      try (Samples s = sampler.decode(Tensor.of(Shape.of(1), x), Seeds.range(0, starts), Conditions.NONE)) {
        return new Images(x, s.toDoubles(), s.report().evaluations());
      }
    }
  }
}
