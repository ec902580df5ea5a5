package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Another grid with sigma/alpha of each node multiplied by mu; clean data and pure noise stay where they are.
 *
 * <p>On the straight path it is the shift of the time, {@code s -> mu s / (1 + (mu - 1) s)}, and the same as the schedule's own; on every
 * process it moves lambda by {@code -log mu}. A picture of twice the side needs mu = 2 to be as noisy. Of a table it may not pass the
 * last entry.
 *
 * <p>Elsewhere: {@code shift} and dynamic {@code mu} of the flow schedulers (diffusers; the factor is {@code exp(mu)} there),
 * {@code ModelSamplingSD3} (ComfyUI).
 *
 * @param inner the grid
 * @param mu above 0; above 1 towards noise
 * @see <a href="https://arxiv.org/abs/2403.03206">Esser et al. 2024</a>, equation 23
 */
public record Shift(TimeGrid inner, double mu) implements TimeGrid {
  private static final Parameter<Double> MU = Parameter.number("mu", 0, 1e6, "the factor of sigma/alpha; above 1 towards noise").above();

  /** How it is named and made. */
  public static final Part<Shift> PART = Part
      .of(Shift.class, "shift", "another grid with sigma/alpha of each node multiplied", "arXiv:2403.03206").around(Shift::inner)
      .with(MU, Shift::mu).made(a -> new Shift(a.inner(0, TimeGrid.class), a.get(MU)));

  /** Checks the range. */
  public Shift {
    PART.checked(MU, mu);
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    double by = StrictMath.log(mu);
    var nodes = new ArrayList<Point>(steps + 1);
    for (Point p : inner.on(schedule, steps)) {
      Point q = p.inside() ? schedule.atLambda(p.lambda() - by) : p;
      if (schedule.entries() > 0 && q.time() > schedule.latest().time() + 1e-9)
        throw new IllegalArgumentException(this + " leaves the table of " + schedule + ": node " + nodes.size() + " would have sigma/alpha "
            + q.ratio() + ", beyond the last entry's " + schedule.latest().ratio() + "; take a smaller mu");
      nodes.add(p.inside() ? Nodes.inTable(this, schedule, q) : q);
    }
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
