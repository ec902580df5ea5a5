package org.counterflow.solvers.support;

import java.util.List;
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
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.target.Mixtures;

/**
 * The error of a deterministic sampler on the three-bump target, without Monte Carlo: it maps the exact law at the first point of the
 * grid to a law at the last; the total variation between that law and the exact one there is half the variation of {@code G(x) =
 * P_first(x) - P_last(F(x))}, P the distribution functions and F the sampler's map, which is evaluated on a fine set of starts in one
 * batch.
 */
public final class Bumps {
  /** The target. */
  public static final Mixture TARGET = Mixtures.threeBumps();

  private static final int STARTS = 4001;
  private static final double TAIL = 8.5;

  private Bumps() {}

  /** The total variation distance at the end of a run. */
  public static double totalVariation(Backend backend, Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    List<Point> points = grid.on(schedule, steps);
    double[] x = starts(points.getFirst()), y;
    var sampler = Sampler.of(ScoreFunction.of(TARGET, Shape.of(1), schedule)).on(backend).solver(solver).grid(grid).steps(steps);
    try (Samples s = sampler.decode(Tensor.of(Shape.of(1), x), Seeds.range(0, x.length), Conditions.NONE)) {
      y = s.toDoubles();
    }
    double variation = 0, last = 0;
    for (int i = 0; i < x.length; i++) {
      double g = distribution(points.getFirst(), x[i]) - distribution(points.getLast(), y[i]);
      if (i > 0) variation += Math.abs(g - last);
      last = g;
    }
    return variation / 2;
  }

  /** Starts that cover the law at a point. */
  static double[] starts(Point p) {
    double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < TARGET.components(); k++) {
      double mean = p.alpha() * TARGET.mean(k, 0), deviation = Math.hypot(p.alpha() * TARGET.deviation(k), p.sigma());
      low = Math.min(low, mean - TAIL * deviation);
      high = Math.max(high, mean + TAIL * deviation);
    }
    var x = new double[STARTS];
    for (int i = 0; i < STARTS; i++) x[i] = low + (high - low) * i / (STARTS - 1);
    return x;
  }

  private static double distribution(Point p, double x) {
    double sum = 0;
    for (int k = 0; k < TARGET.components(); k++) {
      double deviation = Math.hypot(p.alpha() * TARGET.deviation(k), p.sigma());
      sum += TARGET.weight(k) * normal((x - p.alpha() * TARGET.mean(k, 0)) / deviation);
    }
    return sum;
  }

  /** The normal distribution function by its series of terms of one sign; absolute error near 1e-16. */
  static double normal(double x) {
    if (Math.abs(x) > 9) return x < 0 ? 0 : 1;
    double sum = x, term = x;
    for (int i = 3; Math.abs(term) > 1e-18; i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}
