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
 * steps stays N. A last step without length changes nothing but what a solver has pending; it exists for comparison with programs that
 * make it.
 *
 * <p>Elsewhere: {@code final_sigmas_type} (diffusers), whose {@code sigma_min} repeats the last node of its Karras, exponential and
 * beta grids; {@code set_alpha_to_one}, true ({@code zero}) or false ({@code first-entry}).
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
    NONE,
    /** At the schedule's earliest point, even if the inner grid visits it already: the last step then has no length. */
    FIRST_ENTRY,
    /** At the inner grid's last place before clean data, twice: the last step has no length. */
    REPEAT
  }

  private static final Parameter<At> AT = Parameter.choice("at", At.ZERO,
      "clean data, the schedule's earliest point, the last place before clean data, or for replaying diffusers one of these twice");

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
    var nodes = new ArrayList<>(Nodes.places(inner, schedule, at == At.NONE ? steps + 1 : steps));
    switch (at) {
      case ZERO -> nodes.add(schedule.clean());
      case SIGMA_MIN, FIRST_ENTRY -> nodes.add(schedule.earliest());
      case REPEAT -> nodes.add(nodes.getLast());
      case NONE -> { }
    }
    boolean twice = at == At.FIRST_ENTRY || at == At.REPEAT;
    return twice && nodes.getLast().samePlace(nodes.get(steps - 1)) ? withRepeatedEnd(schedule, nodes) : Nodes.ordered(this, schedule, nodes);
  }

  private List<Point> withRepeatedEnd(NoiseSchedule schedule, List<Point> nodes) {
    Nodes.ordered(this, schedule, nodes.subList(0, nodes.size() - 1));
    return List.copyOf(nodes);
  }

  /** Whether it ends at clean data. */
  boolean isClean(NoiseSchedule schedule) {
    return switch (at) {
      case ZERO -> true;
      case SIGMA_MIN, FIRST_ENTRY -> schedule.earliest().sigma() == 0;
      case NONE, REPEAT -> false;
    };
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
