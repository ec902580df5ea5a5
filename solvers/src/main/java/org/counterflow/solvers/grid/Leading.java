package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Equal steps in time up from the beginning: of T entries every {@code floor(T/N)}-th plus an offset, from the last of them down,
 * then clean data.
 *
 * <p>With divisor n the entries {@code i floor(T/N) + offset}, i = N-1 .. 0; with n+1 {@code i floor(T/(N+1)) + offset}, i = N .. 1. In
 * continuous time the same fractions of the range between the schedule's ends. It begins short of pure noise, the more so the fewer the
 * steps: for comparison with older programs; {@link Trailing} is better.
 *
 * <p>Elsewhere: {@code timestep_spacing="leading"} (diffusers), divisor n in DDIM, DDPM and the Euler family, n+1 in the DPM-Solver family;
 * {@code uniform} of DDIM's own code; {@code ddim_uniform} with offset 1 in ComfyUI.
 *
 * @param offset entries by which all are moved towards noise, at least 0; 0 by default ({@code steps_offset})
 * @param divisor {@code n} by default
 */
public record Leading(int offset, PerStep divisor) implements TimeGrid {
  private static final Parameter<Integer> OFFSET = Parameter.integer("offset", 0, 0, 1_000_000,
      "entries towards noise (diffusers: steps_offset)");
  private static final Parameter<PerStep> DIVISOR = Parameter.choice("divisor", PerStep.N,
      "parts of the table for n steps: n (diffusers' DDIM and Euler families), n+1 (its DPM-Solver family)");

  /** How it is named and made. */
  public static final Part<Leading> PART = Part
      .of(Leading.class, "leading", "equal steps in time up from the beginning, then clean data", "")
      .with(OFFSET, Leading::offset).with(DIVISOR, Leading::divisor).made(a -> new Leading(a.get(OFFSET), a.get(DIVISOR)));

  /** That of ComfyUI by its name, with as many nodes as there are steps. */
  public static final Part<Leading> DDIM_UNIFORM = Part
      .of(Leading.class, "ddim-uniform", "leading:offset=1 by its name in ComfyUI, which may add a node at the beginning", "")
      .made(a -> new Leading(1, PerStep.N));

  /** Checks the range. */
  public Leading {
    PART.checked(OFFSET, offset);
  }

  /** Without offset, divisor n. */
  public Leading() {
    this(OFFSET.byDefault(), DIVISOR.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    int parts = divisor.of(steps), entries = schedule.entries();
    Nodes.requireEntries(this, schedule, parts);
    if (entries == 0 && offset != 0)
      throw new IllegalArgumentException("offset counts entries of a table, and " + schedule + " has none; leave it 0");
    double start = schedule.earliest().time(), range = schedule.latest().time() - start;
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) {
      int k = parts - 1 - i;
      double time = entries > 0 ? k * (entries / parts) + offset : start + range * k / parts;
      if (entries > 0 && time > entries - 1)
        throw new IllegalArgumentException(this + " asks for entry " + (long) time + " of " + schedule + ", whose last is " + (entries - 1)
            + "; take a smaller offset");
      nodes.add(schedule.at(time));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
