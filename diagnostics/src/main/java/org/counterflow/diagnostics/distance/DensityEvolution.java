package org.counterflow.diagnostics.distance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
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
 * that is added at the end, are convolutions; what lies between is a map, evaluated with the exact data estimate or another one. Normals that enter a stage
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
  /** Deviations of the normals between. */
  private static final double SIDE = 7.5;
  /** Minus the logarithm of what the rectangle rule over them may be wrong by. */
  private static final double DIGITS = 25;
  private static final int MOST_BETWEEN = 2;

  private DensityEvolution() {}

  /**
   * Why the density of this solver cannot be followed, or nothing where it can.
   *
   * @param steps to be looked at
   */
  public static String obstacle(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps) {
    try {
      check(solver, StepMap.of(plan(solver, schedule, grid, steps), DataEstimate.exact(Mixtures.threeBumps())));
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
   * The distance at the end of a run with the exact score.
   *
   * @param mixture in one dimension
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public static Measured measure(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, Distance metric) {
    return measure(solver, schedule, grid, steps, mixture, DataEstimate.exact(mixture), metric);
  }

  /**
   * The distance at the end of a run that is told something else than the exact score.
   *
   * @param mixture in one dimension, from whose law the run begins and its end is measured
   * @param estimate what the solver is told
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public static Measured measure(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, DataEstimate estimate,
      Distance metric) {
    Run run = run(solver, schedule, grid, steps, mixture, estimate);
    return new Measured(run.density.distance(metric, run.exact), run.evaluations);
  }

  /**
   * The law of the ratio of the exact density and the sampler's at the end of a run, which gives distances of products of such laws.
   *
   * @param mixture in one dimension, from whose law the run begins and its end is measured
   * @param estimate what the solver is told
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public static LikelihoodRatio ratio(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, DataEstimate estimate) {
    Run run = run(solver, schedule, grid, steps, mixture, estimate);
    return run.density.ratio(run.exact);
  }

  /** What is at the end of a run, in scaled coordinates, with the exact density there. */
  private record Run(LineDensity density, DoubleUnaryOperator exact, double evaluations) {}

  private static Run run(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, DataEstimate estimate) {
    List<Point> points = grid.on(schedule, steps);
    List<StepMap> maps = StepMap.of(plan(solver, schedule, grid, steps), estimate);
    check(solver, maps);
    double reach = 0, narrowest = estimate.finest();
    for (Point p : points) {
      var law = new MixtureLaw(mixture, p);
      reach = Math.max(reach, Math.max(-law.low(TAIL), law.high(TAIL)) / scale(p));
      narrowest = Math.min(narrowest, law.narrowest() / scale(p));
    }
    boolean crowded = maps.stream().anyMatch(m -> m.between() > 0);
    int n = Integer.highestOneBit((int) Math.min(1e9, 2 * reach / narrowest * (crowded ? RESOLUTION / 2 : RESOLUTION))) * 2;
    if (n > MOST_NODES)
      throw new IllegalArgumentException("a line from " + -reach + " to " + reach + " with a deviation of " + narrowest + " needs " + n
          + " nodes, more than " + MOST_NODES + ". Remedy: a grid that ends at a larger sigma, or a smoother target or estimate");
    Point first = points.getFirst(), last = points.getLast();
    var start = new MixtureLaw(mixture, first);
    var end = new MixtureLaw(mixture, last);
    var density = new LineDensity(reach, n, y -> start.density(y * scale(first)) * scale(first));
    double evaluations = 0;
    for (int k = 0; k < maps.size(); k++) {
      StepMap m = maps.get(k);
      double from = scale(points.get(k)), to = scale(points.get(k + 1));
      density.add(m.before() / from);
      density.map(cases(m, from, to, new MixtureLaw(mixture, points.get(k + 1)).narrowest()), m.after() / to);
      evaluations += m.evaluations();
    }
    return new Run(density, y -> end.density(y * scale(last)) * scale(last), evaluations);
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  /** The maps of a step, one for each value of the normals between. */
  private static List<LineDensity.Case> cases(StepMap m, double from, double to, double narrowest) {
    var spacings = new double[m.between()];
    for (int i = 0; i < spacings.length; i++) {
      var one = new double[spacings.length];
      one[i] = 1;
      spacings[i] = spacing(Math.abs(m.at(0, one) - m.at(0, new double[spacings.length])), narrowest);
    }
    var all = new ArrayList<LineDensity.Case>();
    nodes(m, from, to, spacings, new double[spacings.length], 0, 1, all);
    return all;
  }

  /**
   * How far apart nodes may be for a normal that moves the state by c where the law is s wide: with the rest of s, r, a wave of k is wrong by
   * {@code exp(-(2 pi/spacing - k c)^2/2 - k^2 r^2/2)}, at most {@code exp(-(2 pi/spacing)^2 / (2 (1 + c^2/r^2)))}.
   */
  private static double spacing(double c, double s) {
    double rest = Math.max(s * s - c * c, 0.25 * s * s);
    return 2 * Math.PI / Math.sqrt(2 * DIGITS * (1 + c * c / rest));
  }

  private static void nodes(StepMap m, double from, double to, double[] spacings, double[] z, int known, double weight,
      List<LineDensity.Case> all) {
    if (weight < 1e-13) return;
    if (known == z.length) {
      double[] fixed = z.clone();
      all.add(new LineDensity.Case(weight, y -> m.at(y * from, fixed) / to));
      return;
    }
    double spacing = spacings[known];
    int side = (int) Math.ceil(SIDE / spacing);
    for (int i = -side; i <= side; i++) {
      z[known] = i * spacing;
      nodes(m, from, to, spacings, z, known + 1, weight * spacing / Math.sqrt(2 * Math.PI) * Math.exp(-0.5 * z[known] * z[known]), all);
    }
  }
}
