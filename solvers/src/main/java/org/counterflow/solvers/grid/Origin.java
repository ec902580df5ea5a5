package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * The places a network was distilled at, every so many of them, then clean data.
 *
 * <p>Of a table of T entries the places are {@code k floor(T/count) - 1}, k = count .. 1, and N steps take numbers
 * {@code floor(i count/N)} of them, i = 0 .. N-1; in continuous time equal parts of the range. N is at most count.
 *
 * <p>Elsewhere: {@code original_inference_steps} of {@code LCMScheduler} and {@code TCDScheduler} (diffusers).
 *
 * @param count places, at least 1; 50 by default, as latent consistency models were distilled
 * @see <a href="https://arxiv.org/abs/2310.04378">Luo et al. 2023</a>
 */
public record Origin(int count) implements TimeGrid {
  private static final Parameter<Integer> COUNT = Parameter.integer("count", 50, 1, 1_000_000,
      "places the network was distilled at (diffusers: original_inference_steps)");

  /** How it is named and made. */
  public static final Part<Origin> PART = Part
      .of(Origin.class, "origin", "places that a network was distilled at, then clean data", "arXiv:2310.04378")
      .with(COUNT, Origin::count).made(a -> new Origin(a.get(COUNT)));

  /** Checks the range. */
  public Origin {
    PART.checked(COUNT, count);
  }

  /** Of 50 places. */
  public Origin() {
    this(COUNT.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Nodes.requireEntries(this, schedule, count);
    if (steps > count) throw new IllegalArgumentException(this + " has " + count + " places, too few for " + steps + " steps");
    int entries = schedule.entries();
    double clean = schedule.clean().time(), range = schedule.latest().time() - clean;
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) {
      int k = count - (int) Math.floor(i * ((double) count / steps));
      nodes.add(schedule.at(entries > 0 ? (double) k * (entries / count) - 1 : clean + range * k / count));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
