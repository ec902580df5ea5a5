package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Another grid stretched so that its last node before clean data has a given noise level.
 *
 * <p>Of levels {@code s = sigma/(alpha + sigma)} with the last {@code s_N}: <pre>1 - s' = (1 - s) (1 - terminal) / (1 - s_N)</pre>
 *
 * <p>Elsewhere: {@code shift_terminal} (diffusers).
 *
 * @param inner the grid
 * @param terminal above 0 and below 1
 */
public record Stretch(TimeGrid inner, double terminal) implements TimeGrid {
  private static final Parameter<Double> TERMINAL = Parameter.number("terminal", 0, 1, "noise level of the last node before clean data")
      .above().below();

  /** How it is named and made. */
  public static final Part<Stretch> PART = Part.of(Stretch.class, "stretch", "another grid stretched to end at a noise level", "")
      .around(Stretch::inner).with(TERMINAL, Stretch::terminal).made(a -> new Stretch(a.inner(0, TimeGrid.class), a.get(TERMINAL)));

  /** Checks the range. */
  public Stretch {
    PART.checked(TERMINAL, terminal);
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    List<Point> given = inner.on(schedule, steps);
    Point last = given.getLast().sigma() > 0 ? given.getLast() : given.get(steps - 1);
    if (last.alpha() == 0)
      throw new IllegalArgumentException(this + " has nothing to stretch on " + schedule
          + ": its last node before clean data is pure noise; take more steps than " + steps);
    double factor = (1 - terminal) / signal(last);
    var nodes = new ArrayList<Point>(steps + 1);
    for (Point p : given) {
      double signal = factor * signal(p);
      nodes.add(p.inside() ? Nodes.inTable(this, schedule, schedule.atLambda(StrictMath.log(signal / (1 - signal)))) : p);
    }
    return Nodes.ordered(this, schedule, nodes);
  }

  private static double signal(Point p) {
    return p.alpha() / (p.alpha() + p.sigma());
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
