package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * The end of a longer grid, for a start from a partly noised picture: of {@code N/strength} steps the last N.
 *
 * <p>The number of steps stays N, as everywhere the number of updates. {@code Sampler.strength} makes the same places the other way about: of
 * the N steps of a grid it takes {@code strength N}.
 *
 * <p>Elsewhere: {@code strength} of the image-to-image pipelines (diffusers), where 50 steps of strength 0.6 are 30 updates: here
 * {@code truncate(...):strength=0.6} with 30 steps; {@code denoise} (ComfyUI).
 *
 * @param inner the longer grid
 * @param strength above 0 and at most 1, which is the whole grid
 */
public record Truncate(TimeGrid inner, double strength) implements TimeGrid {
  private static final Parameter<Double> STRENGTH = Parameter.number("strength", 0, 1, "the part of the longer grid that is kept, its end").above();

  /** How it is named and made. */
  public static final Part<Truncate> PART = Part.of(Truncate.class, "truncate", "the end of a longer grid, for image to image", "arXiv:2108.01073")
      .around(Truncate::inner).with(STRENGTH, Truncate::strength).made(a -> new Truncate(a.inner(0, TimeGrid.class), a.get(STRENGTH)));

  /** Nodes of the longer grid are made before they are left away. */
  private static final int MOST = 1_000_000;

  /** Checks the range. */
  public Truncate {
    PART.checked(STRENGTH, strength);
  }

  /** Steps of the longer grid. */
  int whole(int steps) {
    return (int) Math.min(Integer.MAX_VALUE - 1, Math.max(steps, Math.round(steps / strength)));
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    int all = whole(steps);
    if (all > MOST)
      throw new IllegalArgumentException(this + " takes the end of a grid of " + all + " steps, more than " + MOST + "; take a greater strength than "
          + strength + ", or fewer steps than " + steps);
    return List.copyOf(inner.on(schedule, all).subList(all - steps, all + 1));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
