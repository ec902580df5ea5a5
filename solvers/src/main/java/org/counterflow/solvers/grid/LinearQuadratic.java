package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Noise levels that fall by a little in equal steps over the first half of the run, then by a parabola to clean data.
 *
 * <p>With {@code c = 1 - s}, L = floor(N/2) and Q = N - L: {@code c_i = threshold i/L} for i up to L, and beyond it the parabola through that
 * point, with that slope, to {@code c_N = 1}. Times the level of the schedule's latest point.
 *
 * <p>Elsewhere: {@code linear_quadratic} (ComfyUI), the grid of Mochi and LTX-Video.
 *
 * @param threshold what is left behind after the first half, above 0 and below 1; 0.025 by default
 * @see <a href="https://arxiv.org/abs/2410.13720">Polyak et al. 2024</a>, section 3.4.2
 */
public record LinearQuadratic(double threshold) implements TimeGrid {
  private static final Parameter<Double> THRESHOLD = Parameter.number("threshold", 0.025, 0, 1, "what the first half of the run leaves behind")
      .above().below();

  /** How it is named and made. */
  public static final Part<LinearQuadratic> PART = Part
      .of(LinearQuadratic.class, "linear-quadratic", "noise levels down a line, then a parabola, to clean data", "arXiv:2410.13720")
      .with(THRESHOLD, LinearQuadratic::threshold).made(a -> new LinearQuadratic(a.get(THRESHOLD)));

  /** Checks the range. */
  public LinearQuadratic {
    PART.checked(THRESHOLD, threshold);
  }

  /** A threshold of 0.025. */
  public LinearQuadratic() {
    this(THRESHOLD.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    double top = Measure.LEVEL.of(schedule.latest());
    return Nodes.fromLatest(this, schedule, steps, i -> Measure.LEVEL.at(this, schedule, top * (1 - passed(i, steps))));
  }

  private double passed(int i, int steps) {
    int line = steps / 2, curve = steps - line;
    double slope = threshold / line, past = i - line;
    if (past <= 0) return slope * i;
    return threshold + slope * past + (1 - threshold - slope * curve) * (past / curve) * (past / curve);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
