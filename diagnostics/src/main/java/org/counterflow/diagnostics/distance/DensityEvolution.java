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
import org.counterflow.solvers.target.Mixtures;

/**
 * The error of a stochastic solver on a line, without drawing samples: the density of its state, step by step, from the exact one at the
 * first point.
 *
 * <p>The steps are those of the solver's {@link Plan}, traced from a run. A normal that moves the state before it is evaluated, and one
 * that is added at the end, are convolutions; what lies between is a map, evaluated with the exact data estimate. Normals that enter a stage
 * in another way (SEEDS, restarts) are integrated by the rectangle rule, which is of spectral accuracy for them. All in the coordinates
 * {@code x / sqrt(alpha^2 + sigma^2)}, whose range is the same all along.
 *
 * <p>It needs a solver whose next state depends on its state alone: with memory the density is one of several variables.
 */
public final class DensityEvolution {
  /** Deviations on either side that the line holds. */
  private static final double TAIL = 12;
  /** Nodes for the deviation of the narrowest component; half as many resolve it to 1e-12. */
  private static final double RESOLUTION = 12;
  private static final int MOST_NODES = 1 << 16;
  /** Of the normals between: nodes 0.7 apart, to 7.7 deviations. */
  private static final double SPACING = 0.7;
  private static final int SIDE = 11;
  private static final int MOST_BETWEEN = 2;

  private DensityEvolution() {}

  /**
   * Why the density of this solver cannot be followed, or nothing where it can.
   *
   * @param steps to be looked at
   */
  public static String obstacle(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    try {
      check(solver, StepMap.of(plan(solver, schedule, grid, steps), Mixtures.threeBumps()));
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Plan plan(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    return Plan.of(solver, schedule, grid, Prediction.DATA, steps);
  }

  private static void check(Solver solver, List<StepMap> maps) {
    for (StepMap m : maps) {
      if (m.between() > MOST_BETWEEN)
        throw new IllegalArgumentException(solver + " has " + m.between() + " normals inside a step, and the integral over more than " + MOST_BETWEEN
            + " takes too long");
    }
  }

  /**
   * The distance at the end of a run.
   *
   * @param mixture in one dimension
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public static Measured measure(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, Distance metric) {
    List<Point> points = grid.on(schedule, steps);
    List<StepMap> maps = StepMap.of(plan(solver, schedule, grid, steps), mixture);
    check(solver, maps);
    double reach = 0, narrowest = Double.POSITIVE_INFINITY;
    for (Point p : points) {
      var law = new MixtureLaw(mixture, p);
      reach = Math.max(reach, Math.max(-law.low(TAIL), law.high(TAIL)) / scale(p));
      narrowest = Math.min(narrowest, law.narrowest() / scale(p));
    }
    boolean crowded = maps.stream().anyMatch(m -> m.between() > 0);
    int n = Integer.highestOneBit((int) Math.min(1e9, 2 * reach / narrowest * (crowded ? RESOLUTION / 2 : RESOLUTION))) * 2;
    if (n > MOST_NODES)
      throw new IllegalArgumentException("a line from " + -reach + " to " + reach + " with a deviation of " + narrowest + " needs " + n
          + " nodes, more than " + MOST_NODES + ". Remedy: a grid that ends at a larger sigma, or a smoother target");
    Point first = points.getFirst(), last = points.getLast();
    var start = new MixtureLaw(mixture, first);
    var end = new MixtureLaw(mixture, last);
    var density = new LineDensity(reach, n, y -> start.density(y * scale(first)) * scale(first));
    double evaluations = 0;
    for (int k = 0; k < maps.size(); k++) {
      StepMap m = maps.get(k);
      double from = scale(points.get(k)), to = scale(points.get(k + 1));
      density.add(m.before() / from);
      density.map(cases(m, from, to), m.after() / to);
      evaluations += m.evaluations();
    }
    return new Measured(density.distance(metric, y -> end.density(y * scale(last)) * scale(last)), evaluations);
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  /** The maps of a step, one for each value of the normals between. */
  private static List<LineDensity.Case> cases(StepMap m, double from, double to) {
    var all = new ArrayList<LineDensity.Case>();
    nodes(m, from, to, new double[m.between()], 0, 1, all);
    return all;
  }

  private static void nodes(StepMap m, double from, double to, double[] z, int known, double weight, List<LineDensity.Case> all) {
    if (weight < 1e-13) return;
    if (known == z.length) {
      double[] fixed = z.clone();
      all.add(new LineDensity.Case(weight, y -> m.at(y * from, fixed) / to));
      return;
    }
    for (int i = -SIDE; i <= SIDE; i++) {
      z[known] = i * SPACING;
      nodes(m, from, to, z, known + 1, weight * SPACING / Math.sqrt(2 * Math.PI) * Math.exp(-0.5 * z[known] * z[known]), all);
    }
  }
}
