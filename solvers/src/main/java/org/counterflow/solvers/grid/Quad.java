package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Squares of equal steps over a part of the table, then clean data.
 *
 * <p>Of a table of T entries {@code floor((i/(N-1))^2 reach T)}, i = N-1 .. 0; in continuous time the same parts of the range, not rounded.
 * It begins short of pure noise: for comparison with DDIM's own code; {@code time-quadratic} is better.
 *
 * <p>Elsewhere: {@code skip_type="quad"} (DDIM's code).
 *
 * @param reach the part of the table, above 0 and at most 1; 0.8 by default
 * @see <a href="https://arxiv.org/abs/2010.02502">Song, Meng, Ermon 2020</a>, appendix D.2
 */
public record Quad(double reach) implements TimeGrid {
  private static final Parameter<Double> REACH = Parameter.number("reach", 0.8, 0, 1, "the part of the table that is used").above();

  /** How it is named and made. */
  public static final Part<Quad> PART = Part
      .of(Quad.class, "quad", "squares of equal steps over a part of the table, then clean data", "arXiv:2010.02502")
      .with(REACH, Quad::reach).made(a -> new Quad(a.get(REACH)));

  /** Checks the range. */
  public Quad {
    PART.checked(REACH, reach);
  }

  /** Over 0.8 of the table. */
  public Quad() {
    this(REACH.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Nodes.requireEntries(this, schedule, steps);
    double entries = schedule.entries(), first = schedule.earliest().time(), range = schedule.latest().time() - first;
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = steps - 1; i >= 0; i--) {
      double part = steps == 1 ? 1 : (double) i / (steps - 1);
      nodes.add(schedule.at(entries > 0 ? entry(entries, part) : first + reach * range * part * part));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  /** The square of a root: their product without it can fall to the other side of a whole number. */
  private double entry(double entries, double part) {
    double root = part * StrictMath.sqrt(reach * entries);
    return Math.min(entries - 1, Math.floor(root * root));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
