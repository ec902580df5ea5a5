package org.counterflow.diagnostics.lab.theory;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.distance.DataEstimate;
import org.counterflow.diagnostics.distance.MixtureLaw;

/**
 * The exact score of a mixture with a wave added, {@code s(x) + a sin(omega u)}: a score error of the same size at every point, whose derivative grows
 * with omega. The a is such that {@code E (a sin(omega u))^2 = size^2} under the exact law.
 *
 * @param mixture in one dimension
 * @param size of the error, eps_score
 * @param omega waves in 2 pi
 * @param frame what u is
 */
record SineError(Mixture mixture, double size, double omega, Frame frame) implements DataEstimate {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double LEAST = 1e-300;
  /** Radians of the wave that count as a deviation when nodes are chosen: 5 to 9 nodes a wave, with which distances have five digits and more. */
  private static final double RADIANS = 12;

  /** Where the wave stands still. */
  enum Frame {
    /** u = x. */
    FIXED,
    /** u is the normal deviate of the distribution function, which does not change along the exact probability flow: errors add up. */
    MOVING
  }

  @Override
  public DoubleUnaryOperator at(Point p) {
    var law = new MixtureLaw(mixture, p);
    double mean = frame == Frame.FIXED ? law.cosine(2 * omega) : Math.exp(-2 * omega * omega);
    // D = (x + sigma^2 s) / alpha.
    double a = size / Math.sqrt(0.5 * (1 - mean)) * p.sigma() * p.sigma() / p.alpha();
    return frame == Frame.FIXED ? x -> law.data(x) + a * Math.sin(omega * x) : x -> law.data(x) + a * Math.sin(omega * deviate(law, x));
  }

  /** The z below which a standard normal has as much mass as the law below x, from the smaller side. */
  private static double deviate(MixtureLaw law, double x) {
    double below = law.distribution(x);
    return below < 0.5 ? -ROOT_2 * InverseErfc.value(2 * Math.max(below, LEAST)) : ROOT_2 * InverseErfc.value(2 * Math.max(law.above(x), LEAST));
  }

  /** The wave's own length, which is shorter where it goes with a narrow law. */
  @Override
  public double finest() {
    double narrowest = 1;
    if (frame == Frame.MOVING) for (int k = 0; k < mixture.components(); k++) narrowest = Math.min(narrowest, mixture.deviation(k));
    return RADIANS * narrowest / omega;
  }
}
