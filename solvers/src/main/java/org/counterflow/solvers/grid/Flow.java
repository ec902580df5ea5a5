package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N noise levels {@code s = sigma/(alpha + sigma)} in equal steps from 1, shifted, then clean data: the usual grid of flows.
 *
 * <p>For i = 0 .. N-1: <pre>u_i = 1 - i/(N-1) (1 - to),   s_i = shift u_i / (1 + (shift - 1) u_i)</pre>
 * It is {@code linspace:points=n} on the schedule {@code rectified-flow} with this shift. A shift that depends on the picture's size
 * (mu, which diffusers calls dynamic) is {@code exp(mu)}, or mu where its type is linear.
 *
 * <p>Elsewhere: {@code FlowMatchEulerDiscreteScheduler} and {@code FlowMatchHeunDiscreteScheduler} (diffusers). Their terminal is
 * {@link Stretch}, their Karras, exponential and beta sigmas {@code spaced(flow,karras:of=level)}.
 *
 * @param shift above 0; 1, none, by default; above 1 more of the nodes are at high noise
 * @param to the last level before the shift, above 0; 0.001 by default
 * @param range {@code straight} by default
 * @see <a href="https://arxiv.org/abs/2403.03206">Esser et al. 2024</a>, equation 23
 */
public record Flow(double shift, double to, Range range) implements TimeGrid {
  /** Where the levels end that are shifted. */
  public enum Range {
    /** At {@code to}. */
    STRAIGHT,
    /** At {@code to} shifted, so that the last is shifted twice. */
    SHIFTED
  }

  private static final Parameter<Double> SHIFT = Parameter.number("shift", 1, 0, 1e6, "above 1 more of the nodes are at high noise").above();
  private static final Parameter<Double> TO = Parameter.number("to", 0.001, 0, 1, "the last noise level before the shift").above().below();
  private static final Parameter<Range> RANGE = Parameter.choice("range", Range.STRAIGHT,
      "shifted is for replaying diffusers, which shifts the last level twice");

  /** How it is named and made. */
  public static final Part<Flow> PART = Part.of(Flow.class, "flow", "equal steps of the noise level from 1, shifted, then clean data",
      "arXiv:2403.03206").with(SHIFT, Flow::shift).with(TO, Flow::to).with(RANGE, Flow::range)
      .made(a -> new Flow(a.get(SHIFT), a.get(TO), a.get(RANGE)));

  /** Checks the ranges. */
  public Flow {
    PART.checked(SHIFT, shift);
    PART.checked(TO, to);
  }

  /** Without a shift. */
  public Flow() {
    this(SHIFT.byDefault());
  }

  /**
   * Down to 0.001.
   *
   * @param shift above 0
   */
  public Flow(double shift) {
    this(shift, TO.byDefault(), RANGE.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    double last = range == Range.STRAIGHT ? to : shifted(shift, to), part = steps == 1 ? 0 : (last - 1) / (steps - 1);
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++)
      nodes.add(Measure.LEVEL.at(this, schedule, shifted(shift, i > 0 && i == steps - 1 ? last : 1 + i * part)));
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  static double shifted(double shift, double level) {
    return shift * level / (1 + (shift - 1) * level);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
