package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
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
 * <p>Elsewhere: {@code timestep_spacing="trailing"} (diffusers); {@code simple}, rounded up, in ComfyUI.
 *
 * @param rounding to entries of a table; {@code half-even} by default
 * @see <a href="https://arxiv.org/abs/2305.08891">Lin et al. 2024</a>, section 3.3
 */
public record Trailing(Rounding rounding) implements TimeGrid {
  /** To whole entries. */
  public enum Rounding {
    /** To the nearest, of two to the even. */
    HALF_EVEN,
    /** Towards noise. */
    UP
  }

  private static final Parameter<Rounding> ROUNDING = Parameter.choice("rounding", Rounding.HALF_EVEN,
      "to entries of a table: to the nearest (diffusers), or towards noise (ComfyUI's simple)");

  /** How it is named and made. */
  public static final Part<Trailing> PART = Part
      .of(Trailing.class, "trailing", "equal steps in time from pure noise to clean data; the default", "arXiv:2305.08891")
      .with(ROUNDING, Trailing::rounding).made(a -> new Trailing(a.get(ROUNDING)));

  /** That of ComfyUI by its name. */
  public static final Part<Trailing> SIMPLE = Part.of(Trailing.class, "simple", "trailing:rounding=up by its name in ComfyUI", "")
      .made(a -> new Trailing(Rounding.UP));

  /** To the nearest entry. */
  public Trailing() {
    this(ROUNDING.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Nodes.requireEntries(this, schedule, steps);
    var nodes = new ArrayList<Point>(steps + 1);
    double t = schedule.entries(), latest = schedule.latest().time(), range = latest - schedule.clean().time();
    for (int i = 0; i < steps; i++) {
      nodes.add(schedule.at(t > 0 ? entry(t, i, steps) : latest - i * (range / steps)));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  private double entry(double entries, int i, int steps) {
    double down = i * (entries / steps);
    return rounding == Rounding.UP ? entries - 1 - Math.floor(down) : Math.rint(entries - down) - 1;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
