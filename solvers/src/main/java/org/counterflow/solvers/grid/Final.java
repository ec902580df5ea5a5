package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Another grid with another end.
 *
 * <p>The places are those of the inner grid without a clean end: N of them and then the end, or N + 1 of them and none. The number of
 * steps stays N.
 *
 * <p>Elsewhere: {@code final_sigmas_type} (diffusers).
 *
 * @param inner the grid whose end is replaced
 * @param at the end; {@code zero} by default
 */
public record Final(TimeGrid inner, At at) implements TimeGrid {
  /** Where a run ends. */
  public enum At {
    /** At clean data. */
    ZERO,
    /** At the schedule's earliest point; an error if the inner grid visits it already. */
    SIGMA_MIN,
    /** At the inner grid's last place before clean data. */
    NONE
  }

  private static final Parameter<At> AT = Parameter.choice("at", At.ZERO,
      "clean data, the schedule's earliest point, or the last place before clean data (diffusers: final_sigmas_type)");

  /** How it is named and made. */
  public static final Part<Final> PART = Part.of(Final.class, "final", "another grid with another end", "")
      .around(Final::inner).with(AT, Final::at).made(a -> new Final(a.inner(0, TimeGrid.class), a.get(AT)));

  /** Followed by clean data. */
  public Final(TimeGrid inner) {
    this(inner, AT.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    var nodes = new ArrayList<>(places(schedule, at == At.NONE ? steps + 1 : steps));
    if (at == At.ZERO) nodes.add(schedule.clean());
    if (at == At.SIGMA_MIN) nodes.add(schedule.earliest());
    return Nodes.ordered(this, schedule, nodes);
  }

  /** So many nodes of the inner grid, clean data not among them. */
  private List<Point> places(NoiseSchedule schedule, int count) {
    // Of its own kind the end is known: asked twice at each level, grids in each other would cost 2 to the power of their number.
    if (inner instanceof Final f && f.isClean(schedule)) return inner.on(schedule, count).subList(0, count);
    List<Point> shorter = inner.on(schedule, Math.max(1, count - 1));
    if (!(inner instanceof Final) && shorter.getLast().sigma() == 0) return inner.on(schedule, count).subList(0, count);
    return shorter.subList(0, count);
  }

  /** Whether it ends at clean data. */
  private boolean isClean(NoiseSchedule schedule) {
    return switch (at) {
      case ZERO -> true;
      case SIGMA_MIN -> schedule.earliest().sigma() == 0;
      case NONE -> false;
    };
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
