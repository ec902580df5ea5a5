package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Equal steps in time from the very end: of T entries {@code rint(T - i T/N) - 1} for i = 0 .. N-1, then clean data.
 *
 * <p>In continuous time N equal steps from the latest time to that of clean data; on {@code edm}, whose time is sigma, {@link Karras} is
 * far better. It begins where a network expects noise only, whatever N,
 * and so is the default for variance-preserving processes and flows.
 *
 * <p>Elsewhere: {@code timestep_spacing="trailing"} (diffusers).
 *
 * @see <a href="https://arxiv.org/abs/2305.08891">Lin et al. 2024</a>, section 3.3
 */
public record Trailing() implements TimeGrid {
  /** How it is named and made. */
  public static final Part<Trailing> PART = Part
      .of(Trailing.class, "trailing", "equal steps in time from pure noise to clean data; the default", "arXiv:2305.08891")
      .made(a -> new Trailing());

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Nodes.requireEntries(this, schedule, steps);
    var nodes = new ArrayList<Point>(steps + 1);
    double t = schedule.entries(), latest = schedule.latest().time(), range = latest - schedule.clean().time();
    for (int i = 0; i < steps; i++) {
      nodes.add(schedule.at(t > 0 ? Math.rint(t - i * (t / steps)) - 1 : latest - i * (range / steps)));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
