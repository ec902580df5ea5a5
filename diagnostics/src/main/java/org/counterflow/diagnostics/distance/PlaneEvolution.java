package org.counterflow.diagnostics.distance;

import java.util.List;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.plan.Plan;

/**
 * The error of a stochastic solver in the plane, without drawing samples: the density of its state, step by step, as in {@link DensityEvolution}, on a
 * square grid. Normals are added by Fourier transforms, exactly; a map moves the mass of each node, which goes to its sixteen neighbours by cubic
 * interpolation.
 *
 * <p>It needs a solver whose next state depends on its state alone, and whose normals come before its evaluations or after.
 */
public final class PlaneEvolution {
  private static final double TAIL = 6;
  /** Nodes for the deviation of the narrowest component: cubic interpolation is then right to 1e-3 of the density. */
  private static final double RESOLUTION = 3;
  private static final int MOST = 1024;
  private static final double EMPTY = 1e-14;

  private final int n;
  private final double reach;
  private double[][] mass;

  private PlaneEvolution(int n, double reach) {
    this.n = n;
    this.reach = reach;
    mass = new double[n][n];
  }

  /**
   * The total variation at the end of a run.
   *
   * @param mixture in two dimensions, from whose law the run begins and its end is measured
   * @param estimate what the solver is told
   * @throws IllegalArgumentException if the solver has memory, or draws normals between its evaluations
   */
  public static Measured totalVariation(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, Mixture mixture, PlaneEstimate estimate) {
    List<Point> points = grid.on(schedule, steps);
    List<StepMap> maps = StepMap.of(Plan.of(solver, schedule, grid, Prediction.DATA, steps), p -> x -> 0);
    double reach = 0, narrowest = Double.POSITIVE_INFINITY;
    for (Point p : points) {
      var law = new PlaneLaw(mixture, p);
      reach = Math.max(reach, law.reach(TAIL) / scale(p));
      narrowest = Math.min(narrowest, law.narrowest() / scale(p));
    }
    int n = Integer.highestOneBit((int) Math.min(1e9, 2 * reach / narrowest * RESOLUTION)) * 2;
    if (n > MOST)
      throw new IllegalArgumentException("a square of " + 2 * reach + " with a deviation of " + narrowest + " needs " + n + " nodes a side, more than " + MOST
          + ". Remedy: a grid that ends at a larger sigma, or a smoother target");
    var plane = new PlaneEvolution(n, reach);
    plane.set(new PlaneLaw(mixture, points.getFirst()), scale(points.getFirst()));
    double evaluations = 0;
    for (int k = 0; k < steps; k++) {
      StepMap m = maps.get(k);
      if (m.between() > 0) throw new IllegalArgumentException(solver + " draws normals between its evaluations: its density is followed on a line alone");
      double from = scale(points.get(k)), to = scale(points.get(k + 1));
      plane.add(m.before() / from);
      plane.map(m, m.places().stream().map(estimate::at).toList(), from, to);
      plane.add(m.after() / to);
      evaluations += m.evaluations();
    }
    return new Measured(plane.distance(new PlaneLaw(mixture, points.getLast()), scale(points.getLast())), evaluations);
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  private double step() {
    return 2 * reach / n;
  }

  private double node(int i) {
    return -reach + i * step();
  }

  private double exact(PlaneLaw law, double scale, int i, int j) {
    return law.density(node(i) * scale, node(j) * scale) * scale * scale * step() * step();
  }

  private void set(PlaneLaw law, double scale) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) mass[i][j] = exact(law, scale, i, j);
  }

  private double distance(PlaneLaw law, double scale) {
    double sum = 0;
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) sum += 0.5 * Math.abs(mass[i][j] - exact(law, scale, i, j));
    return sum;
  }

  /** Adds a normal to either coordinate: along one, then along the other. */
  private void add(double deviation) {
    if (deviation == 0) return;
    for (int axis = 0; axis < 2; axis++) {
      var turned = new double[n][n];
      for (int i = 0; i < n; i++) {
        double[] row = smoothed(mass[i], deviation);
        for (int j = 0; j < n; j++) turned[j][i] = row[j];
      }
      mass = turned;
    }
  }

  private double[] smoothed(double[] row, double deviation) {
    var f = new double[][] {row, new double[n]};
    FastFourierTransformer.transformInPlace(f, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int j = 0; j < n; j++) {
      double k = Math.PI * (j <= n / 2 ? j : j - n) / reach, damp = Math.exp(-0.5 * deviation * deviation * k * k);
      f[0][j] *= damp;
      f[1][j] *= damp;
    }
    FastFourierTransformer.transformInPlace(f, DftNormalization.STANDARD, TransformType.INVERSE);
    return f[0];
  }

  private void map(StepMap m, List<PlaneEstimate.Field> fields, double from, double to) {
    var moved = new double[n][n];
    var x = new double[2];
    double lost = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double w = mass[i][j];
        if (Math.abs(w) < EMPTY) continue;
        x[0] = node(i) * from;
        x[1] = node(j) * from;
        double[] y = m.at(x, fields);
        double a = (y[0] / to + reach) / step(), b = (y[1] / to + reach) / step();
        if (a >= 1 && a < n - 2 && b >= 1 && b < n - 2) spread(moved, a, b, w);
        else lost += Math.abs(w);
      }
    }
    if (lost > 1e-6)
      throw new ArithmeticException("a part of " + lost + " of the samples leaves the square of " + 2 * reach
          + ": the steps are too large for this solver. Remedy: more steps");
    mass = moved;
  }

  private static void spread(double[][] moved, double a, double b, double w) {
    int i = (int) a, j = (int) b;
    double[] u = cubic(a - i), v = cubic(b - j);
    for (int p = 0; p < 4; p++) for (int q = 0; q < 4; q++) moved[i + p - 1][j + q - 1] += w * u[p] * v[q];
  }

  /** Shares of the nodes at -1, 0, 1 and 2, that keep mean, variance and skewness. */
  private static double[] cubic(double f) {
    return new double[] {-f * (f - 1) * (f - 2) / 6, (f + 1) * (f - 1) * (f - 2) / 2, -(f + 1) * f * (f - 2) / 2, (f + 1) * f * (f - 1) / 6};
  }
}
