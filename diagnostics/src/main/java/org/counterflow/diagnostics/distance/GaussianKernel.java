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
 * One step of a stochastic solver on the target N(0, s^2), as what it is there: a normal law around a multiple of the state; and the law
 * that it stands for, that of the exact state at the end of the step given the one at its beginning.
 *
 * @param from where the step begins
 * @param to where it ends
 * @param gain of the solver's mean
 * @param variance of the solver
 * @param exactGain of the exact mean
 * @param exactVariance the exact one
 * @param before the variance of the exact state at the beginning
 */
public record GaussianKernel(Point from, Point to, double gain, double variance, double exactGain, double exactVariance, double before) {
  /**
   * All steps of a run.
   *
   * @param deviation of the target, above 0
   * @throws IllegalArgumentException if the solver has memory, or steps inside its steps
   */
  public static List<GaussianKernel> of(Solver solver, NoiseSchedule schedule, TimeGrid grid, int steps, double deviation) {
    List<Point> points = grid.on(schedule, steps);
    var target = Mixture.of(1, new double[] {0}, new double[] {deviation}, new double[] {1});
    List<StepMap> maps = StepMap.of(Plan.of(solver, schedule, grid, Prediction.DATA, steps), DataEstimate.exact(target));
    var kernels = new ArrayList<GaussianKernel>();
    for (int k = 0; k < steps; k++) {
      Point p = points.get(k), q = points.get(k + 1);
      double v = deviation * deviation, wide = variance(p, v), narrow = variance(q, v), r = p.alpha() / q.alpha();
      StepMap m = maps.get(k);
      double gain = m.at(1, new double[m.between()]);
      double variance = square(m.before() * gain) + square(m.after());
      for (int i = 0; i < m.between(); i++) {
        var one = new double[m.between()];
        one[i] = 1;
        variance += square(m.at(0, one));
      }
      // What q's state must be given to be p's: without the difference of two large variances.
      double added = square(p.sigma()) * -Math.expm1(-2 * p.stepTo(q));
      kernels.add(new GaussianKernel(p, q, gain, variance, r * narrow / wide, narrow * added / wide, wide));
    }
    return kernels;
  }

  private static double variance(Point p, double v) {
    return square(p.alpha()) * v + square(p.sigma());
  }

  private static double square(double x) {
    return x * x;
  }

  /** The solver's variance over the exact one, minus 1. */
  public double excess() {
    return variance / exactVariance - 1;
  }

  /** The divergence of the solver's law from the exact one, on average over the exact states; their sum over a run is that of the paths. */
  public double divergence() {
    double r = exactVariance / variance - 1, shift = gain - exactGain;
    return 0.5 * (r - Math.log1p(r) + shift * shift * before / variance);
  }
}
