package org.counterflow.diagnostics.distance;

import java.util.Arrays;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * The error of a deterministic sampler in the plane, without drawing samples. With F the sampler's map from the first point of the grid to the last,
 * <pre>TV = integral (p_first(x) - p_last(F(x)) |det F'(x)|)_+ dx</pre>
 * over a grid of starts, which the sampler maps in one batch, with the determinant by differences of neighbours 1e-5 away. Where F folds, the value is
 * one of the images taken twice, an upper bound.
 */
public final class PlaneDistance {
  /** Deviations on either side of the outermost components: 1e-8 of the mass is beyond. */
  private static final double TAIL = 6;
  /** Starts that the sampler would be asked for nothing: together they have 1e-8 of the mass. */
  private static final double RARE = 1e-10;
  private static final double STEP = 1e-5;

  private PlaneDistance() {}

  /**
   * The total variation at the end of a run.
   *
   * @param sampler of any score function of two numbers, with a deterministic solver, on a backend in double precision
   * @param mixture in two dimensions, from whose law the run begins and its end is measured
   * @param side starts along either axis, 20 or more: 100 give smooth laws to two digits, and 200 to three
   */
  public static Measured totalVariation(Sampler sampler, Mixture mixture, int side) {
    if (side < 20) throw new IllegalArgumentException("starts along a side must be at least 20, was " + side);
    var first = new PlaneLaw(mixture, sampler.points().getFirst());
    var last = new PlaneLaw(mixture, sampler.points().getLast());
    double reach = first.reach(TAIL), step = 2 * reach / (side - 1);
    var x = new double[side * side * 6];
    var density = new double[side * side];
    int count = 0;
    for (int i = 0; i < side * side; i++) {
      double a = -reach + i / side * step, b = -reach + i % side * step, p = first.density(a, b);
      if (p * reach * reach < RARE) continue;
      density[count] = p;
      // A start, its neighbour along either axis.
      for (int k = 0; k < 3; k++) {
        x[count * 6 + 2 * k] = k == 1 ? a + STEP : a;
        x[count * 6 + 2 * k + 1] = k == 2 ? b + STEP : b;
      }
      count++;
    }
    try (Samples s = sampler.decode(Tensor.of(Shape.of(2), Arrays.copyOf(x, count * 6)), Seeds.range(0, count * 3L), Conditions.NONE)) {
      double[] y = s.toDoubles();
      double sum = 0;
      for (int i = 0; i < count; i++) {
        int at = i * 6;
        double determinant = ((y[at + 2] - y[at]) * (y[at + 5] - y[at + 1]) - (y[at + 3] - y[at + 1]) * (y[at + 4] - y[at])) / (STEP * STEP);
        sum += Math.max(0, density[i] - last.density(y[at], y[at + 1]) * Math.abs(determinant)) * step * step;
      }
      return new Measured(sum, s.report().evaluations());
    }
  }
}
