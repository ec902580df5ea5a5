package org.counterflow.diagnostics.distance;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.plan.Plan;

/**
 * The device of the theory's proofs, in numbers: the density of a deterministic sampler over the exact one, along the sampler's own path.
 * With F the map from the first point to here,
 * <pre>p_Y(F(x)) / p_X(F(x)) = p_first(x) / (F'(x) p_X(F(x)))</pre>
 * which a run begins with at 1, and each step multiplies by one more factor.
 *
 * @param at where
 * @param states F(x), in order
 * @param logarithms of the ratio there
 */
public record DensityRatio(Point at, List<Double> states, List<Double> logarithms) {
  private static final int STARTS = 2001;
  /** Probability that is left out on either side. */
  private static final double LEVEL = 1e-3;

  /** Copies the lists. */
  public DensityRatio {
    states = List.copyOf(states);
    logarithms = List.copyOf(logarithms);
  }

  /**
   * The ratio at each point of a run, over all but a thousandth of the exact law on either side.
   *
   * @param mixture in one dimension
   * @throws IllegalArgumentException if the solver has memory, steps inside its steps, or draws noise
   */
  public static List<DensityRatio> along(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture) {
    if (solver.traits().stochastic()) throw new IllegalArgumentException(solver + " draws noise: its density does not follow from paths");
    List<Point> points = grid.on(schedule, steps);
    List<StepMap> maps = StepMap.of(Plan.of(solver, schedule, grid, Prediction.DATA, steps), DataEstimate.exact(mixture));
    var first = new MixtureLaw(mixture, points.getFirst());
    double low = quantile(first, LEVEL), high = quantile(first, 1 - LEVEL), dx = (high - low) / (STARTS - 1);
    // Two more on either side, for differences of fourth order.
    var x = new double[STARTS + 4];
    var y = new double[x.length];
    for (int i = 0; i < x.length; i++) y[i] = x[i] = low + (i - 2) * dx;
    var all = new ArrayList<DensityRatio>();
    for (int k = 0; k <= steps; k++) {
      var law = new MixtureLaw(mixture, points.get(k));
      var states = new ArrayList<Double>();
      var logarithms = new ArrayList<Double>();
      for (int i = 2; i < STARTS + 2; i++) {
        double slope = (8 * (y[i + 1] - y[i - 1]) - (y[i + 2] - y[i - 2])) / (12 * dx);
        states.add(y[i]);
        logarithms.add(Math.log(first.density(x[i]) / (slope * law.density(y[i]))));
      }
      all.add(new DensityRatio(points.get(k), states, logarithms));
      if (k < steps) for (int i = 0; i < y.length; i++) y[i] = maps.get(k).at(y[i], new double[0]);
    }
    return all;
  }

  private static double quantile(MixtureLaw law, double level) {
    double low = law.low(9), high = law.high(9);
    while (high - low > 1e-12 * (1 + Math.abs(low))) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      if (law.distribution(middle) < level) low = middle;
      else high = middle;
    }
    return 0.5 * (low + high);
  }

  /** The largest absolute logarithm. */
  public double worst() {
    double worst = 0;
    for (double l : logarithms) worst = Math.max(worst, Math.abs(l));
    return worst;
  }
}
