package org.counterflow.diagnostics.distance;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * The error of any solver, stochastic or with memory, on a Gaussian target: each step is affine there, so that the law at the end is
 * Gaussian, with the sum of the squared responses to the start and to each single normal for its variance. Nothing is drawn.
 *
 * @param excess the variance at the end over the exact one, minus 1
 * @param shift the mean at the end minus the exact one, over the exact deviation
 * @param dimensions each with this error
 * @param evaluations calls of the score function
 */
public record GaussianError(double excess, double shift, int dimensions, double evaluations) {
  private static final double ROOT_2 = Math.sqrt(2);

  /**
   * Reads it from runs of the solver.
   *
   * @param backend in double precision; stays the caller's to close
   * @param mixture of one component, whose mean is the same in each coordinate
   * @throws IllegalArgumentException if the mixture is none such
   */
  public static GaussianError of(Backend backend, Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture) {
    double mean = mixture.mean(0, 0), deviation = mixture.deviation(0);
    for (int i = 0; i < mixture.dimensions(); i++) {
      if (mixture.components() != 1 || mixture.isData() || mixture.mean(0, i) != mean)
        throw new IllegalArgumentException("not one Gaussian with one mean for all coordinates: " + mixture.components() + " components");
    }
    var line = Mixture.of(1, new double[] {mean}, new double[] {deviation}, new double[] {1});
    Sampler own = Sampler.of(ScoreFunction.of(line, Shape.of(1), schedule)).solver(solver).grid(grid).steps(steps).on(backend);
    List<NoiseSource.Draw> draws = draws(own);
    // Rows: nothing, the start alone, each draw alone.
    int rows = 2 + draws.size();
    var start = new double[rows];
    start[1] = 1;
    Sampler scripted = own.noise((seed, draw, normals) -> normals[0] = seed >= 2 && same(draws.get((int) seed - 2), draw) ? 1 : 0);
    Point first = own.points().getFirst(), last = own.points().getLast();
    try (Samples s = scripted.decode(Tensor.of(Shape.of(1), start), Seeds.range(0, rows), Conditions.NONE)) {
      double[] y = s.toDoubles();
      double gain = y[1] - y[0], variance = gain * gain * variance(first, deviation);
      for (int i = 2; i < rows; i++) variance += (y[i] - y[0]) * (y[i] - y[0]);
      double exact = variance(last, deviation);
      return new GaussianError(variance / exact - 1, (y[0] + gain * first.alpha() * mean - last.alpha() * mean) / Math.sqrt(exact),
          mixture.dimensions(), s.report().evaluations());
    }
  }

  /** What a run draws; it is the same for all samples. */
  private static List<NoiseSource.Draw> draws(Sampler own) {
    var draws = new ArrayList<NoiseSource.Draw>();
    Sampler listening = own.noise((seed, draw, normals) -> {
      draws.add(draw);
      normals[0] = 0;
    });
    listening.decode(Tensor.of(Shape.of(1), 0.0), Seeds.range(0, 1), Conditions.NONE).close();
    return draws;
  }

  private static boolean same(NoiseSource.Draw a, NoiseSource.Draw b) {
    return a.step() == b.step() && a.number() == b.number();
  }

  private static double variance(Point p, double deviation) {
    return p.alpha() * p.alpha() * deviation * deviation + p.sigma() * p.sigma();
  }

  /** The distance between both laws. */
  public double distance(Distance d) {
    return d == Distance.KL ? divergence() : totalVariation();
  }

  /** {@code KL(exact, sampler's)}, in nats. */
  private double divergence() {
    double r = -excess / (1 + excess);
    return 0.5 * dimensions * (r - Math.log1p(r) + shift * shift / (1 + excess));
  }

  private double totalVariation() {
    if (dimensions > 1) return centred();
    // Where both densities are equal: a z^2 + 2 b z + c = 0 in units of the exact law.
    double v = 1 + excess, a = excess, b = shift, c = -(shift * shift + v * Math.log1p(excess));
    if (Math.abs(a) < 1e-15) return shift == 0 ? 0 : 1 - Erfc.value(Math.abs(shift) / (2 * ROOT_2));
    double root = Math.sqrt(b * b - a * c), q = -(b + Math.copySign(root, b)), one = q / a, other = c / q;
    return Math.abs(difference(one) - difference(other));
  }

  /** The exact distribution function minus the sampler's. */
  private double difference(double z) {
    double y = (z - shift) / Math.sqrt(1 + excess);
    // On the side where both are small.
    return z < 0 ? 0.5 * (Erfc.value(-z / ROOT_2) - Erfc.value(-y / ROOT_2)) : 0.5 * (Erfc.value(y / ROOT_2) - Erfc.value(z / ROOT_2));
  }

  private double centred() {
    if (Math.abs(shift) > 1e-13)
      throw new IllegalArgumentException("the mean is off by " + shift + " deviations, and total variation in " + dimensions
          + " dimensions is known for equal means only: take a target of mean 0, or the distance kl");
    if (excess == 0) return 0;
    // Equal densities at |z|^2 = r.
    double r = dimensions * Math.log1p(excess) * (1 + excess) / excess;
    return Math.abs(RegularizedGamma.P.value(0.5 * dimensions, 0.5 * r) - RegularizedGamma.P.value(0.5 * dimensions, 0.5 * r / (1 + excess)));
  }
}
