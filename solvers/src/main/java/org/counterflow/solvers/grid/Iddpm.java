package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Entries of the cosine table as EDM computes it, every so many of those between the schedule's ends, then clean data.
 *
 * <p>With {@code a_j = sin^2(pi j / (2 M (1 + c2)))} and {@code u_M = 0}, for j = M .. 1:
 * <pre>u_{j-1} = sqrt((u_j^2 + 1) / max(a_{j-1}/a_j, c1) - 1)</pre>
 * Of the u that lie between sigma/alpha of the ends, N at equal distance, rounded half to even. Places may be visited along any process.
 *
 * <p>Elsewhere: the discretization {@code iddpm} of EDM's ablation.
 *
 * @param entries M, at least 2; 1000 by default
 * @param c1 bounds the betas; 0.001 by default
 * @param c2 offset of the cosine; 0.008 by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, table 1
 */
public record Iddpm(int entries, double c1, double c2) implements TimeGrid {
  private static final Parameter<Integer> ENTRIES = Parameter.integer("entries", 1000, 2, 1_000_000, "entries of the table");
  private static final Parameter<Double> C1 = Parameter.number("c1", 0.001, 0, 1, "bounds the betas by 1 - c1").above().below();
  private static final Parameter<Double> C2 = Parameter.number("c2", 0.008, 0, 1, "offset of the cosine");

  /** How it is named and made. */
  public static final Part<Iddpm> PART = Part.of(Iddpm.class, "iddpm", "entries of EDM's cosine table, then clean data", "arXiv:2206.00364")
      .with(ENTRIES, Iddpm::entries).with(C1, Iddpm::c1).with(C2, Iddpm::c2)
      .made(a -> new Iddpm(a.get(ENTRIES), a.get(C1), a.get(C2)));

  /** Checks the ranges. */
  public Iddpm {
    PART.checked(ENTRIES, entries);
    PART.checked(C1, c1);
    PART.checked(C2, c2);
  }

  /** EDM's own. */
  public Iddpm() {
    this(ENTRIES.byDefault(), C1.byDefault(), C2.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    List<Double> within = table(schedule.earliest().ratio(), schedule.latest().ratio());
    if (within.size() < steps)
      throw new IllegalArgumentException(this + " has " + within.size() + " entries between the ends of " + schedule + ", too few for " + steps
          + " steps");
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) {
      double index = steps == 1 ? 0 : Math.rint((within.size() - 1.0) / (steps - 1) * i);
      nodes.add(Measure.RATIO.at(this, schedule, within.get((int) index)));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  /** The entries between two, from noise to data. */
  private List<Double> table(double least, double most) {
    var all = new ArrayList<Double>();
    double u = 0;
    for (int j = entries; j >= 1; j--) {
      u = StrictMath.sqrt((u * u + 1) / Math.max(alphaBar(j - 1) / alphaBar(j), c1) - 1);
      if (u >= least && u <= most) all.addFirst(u);
    }
    return all;
  }

  private double alphaBar(int j) {
    double sine = StrictMath.sin(0.5 * Math.PI * j / entries / (c2 + 1));
    return sine * sine;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
