package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * {@code sigma = sin(pi t/2)^2}, {@code alpha = sqrt(1 - sigma^2)} at N + 1 equally spaced t from 1 to clean data at 0.
 *
 * <p>Nodes gather at both ends. It begins at the schedule's latest point; {@code v-diffusion} has alpha 0 there.
 *
 * <p>Elsewhere: {@code get_crash_schedule} (v-diffusion), the grid of {@code IPNDMScheduler} (diffusers).
 */
public record Crash() implements TimeGrid {
  /** How it is named and made. */
  public static final Part<Crash> PART = Part.of(Crash.class, "crash", "sigma the square of a sine, dense at both ends, to clean data", "")
      .made(a -> new Crash());

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return Nodes.fromLatest(this, schedule, steps, i -> {
      double quarter = Math.PI / 2 * ((double) (steps - i) / steps), sine = StrictMath.sin(quarter), sigma = sine * sine;
      // alpha = cos sqrt(1 + sin^2), without the difference of numbers near 1
      return Measure.RATIO.at(this, schedule, sigma / (StrictMath.cos(quarter) * StrictMath.sqrt(1 + sigma)));
    });
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
