package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Equal steps in time between both ends of the schedule, then clean data.
 *
 * <p>With points n+1: N + 1 equally spaced times from the latest to the earliest, the earliest left out. With points n: N of them,
 * the earliest among them, so that the last step is the short one from there to clean data; a single step starts at the latest. On a
 * table times are rounded to entries, half to even, unless interpolate says otherwise.
 *
 * <p>Elsewhere: {@code timestep_spacing="linspace"} (diffusers), points n+1 in the DPM-Solver family, n in DDIM and DDPM, n with
 * {@code interpolate=sigma} in the Euler family; {@code discrete}, n with {@code interpolate=log-sigma}, is
 * {@code DiscreteSchedule.get_sigmas} (k-diffusion, the {@code normal} of ComfyUI). Without the end, and with N + 1 points, it is
 * {@code time-uniform}.
 *
 * @param points {@code n+1} by default
 * @param interpolate where a table has a time between two entries; {@code none} by default
 */
public record Linspace(PerStep points, Interpolate interpolate) implements TimeGrid {
  private static final Parameter<PerStep> POINTS = Parameter.choice("points", PerStep.N_PLUS_1,
      "times for n steps: n+1 without the earliest (diffusers' DPM-Solver family), n with it (its DDIM family)");
  private static final Parameter<Interpolate> INTERPOLATE = Parameter.choice("interpolate", Interpolate.NONE,
      "of a table: at the nearest entry, or between two where sigma/alpha (diffusers' Euler family), its logarithm (k-diffusion) or log alpha is"
          + " linear");

  /** How it is named and made. */
  public static final Part<Linspace> PART = Part
      .of(Linspace.class, "linspace", "equal steps in time between the ends, then clean data", "")
      .with(POINTS, Linspace::points).with(INTERPOLATE, Linspace::interpolate)
      .made(a -> new Linspace(a.get(POINTS), a.get(INTERPOLATE)));

  /** That of k-diffusion by its name. */
  public static final Part<Linspace> DISCRETE = Part
      .of(Linspace.class, "discrete", "linspace:points=n,interpolate=log-sigma by its name in k-diffusion", "")
      .made(a -> new Linspace(PerStep.N, Interpolate.LOG_SIGMA));

  /** Points n+1. */
  public Linspace() {
    this(POINTS.byDefault());
  }

  /** At entries. */
  public Linspace(PerStep points) {
    this(points, INTERPOLATE.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    int count = points.of(steps);
    if (interpolate == Interpolate.NONE) Nodes.requireEntries(this, schedule, count);
    double first = schedule.earliest().time(), last = schedule.latest().time(), part = count == 1 ? 0 : (last - first) / (count - 1);
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(schedule.latest());
    for (int i = 1; i < steps; i++) {
      int k = count - 1 - i;
      double time = k == 0 ? first : first + k * part;
      nodes.add(interpolate.at(schedule, time));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
