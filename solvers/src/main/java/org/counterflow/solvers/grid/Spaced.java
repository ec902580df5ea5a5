package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * The second grid between the ends of the first: {@code spaced(leading,karras)} begins and ends where {@code leading} does before the step
 * to clean data, and has Karras' nodes between.
 *
 * <p>Elsewhere: what {@code use_karras_sigmas}, {@code use_exponential_sigmas} and {@code use_beta_sigmas} do in the Euler, Heun, LMS and
 * flow schedulers of diffusers, whose DPM-Solver family takes the ends of the whole table: {@code karras} alone.
 *
 * @param ends gives the first and the last node before clean data
 * @param inner spaces the nodes between; one that is told its own ends keeps them
 */
public record Spaced(TimeGrid ends, TimeGrid inner) implements TimeGrid {
  /** How it is named and made. */
  public static final Part<Spaced> PART = Part.of(Spaced.class, "spaced", "the second grid between the ends of the first", "")
      .around(Spaced::ends).around(Spaced::inner).made(a -> new Spaced(a.inner(0, TimeGrid.class), a.inner(1, TimeGrid.class)));

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    List<Point> range = Nodes.places(ends, schedule, steps);
    Point last = range.getLast();
    if (steps == 1) last = schedule.earliest();
    return Nodes.ordered(this, schedule, inner.on(new Piece(schedule, last, range.getFirst()), steps));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
