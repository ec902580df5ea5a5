package org.counterflow.diagnostics.regularity;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Grids;

/**
 * Where a process begins and ends for what needs a density there: at its own ends, and where alpha or sigma is 0 at one, as on rectified flow, at
 * lambda {@value #NOISY} (sigma/alpha 148) and {@value #CLEAN} (0.0067).
 *
 * @param first of most noise
 * @param last nearest to data
 */
public record InsideEnds(Point first, Point last) {
  private static final double NOISY = -5;
  private static final double CLEAN = 5;

  /** The ends of a process. */
  public static InsideEnds of(NoiseSchedule schedule) {
    return new InsideEnds(schedule.latest().inside() ? schedule.latest() : schedule.atLambda(NOISY),
        schedule.earliest().inside() ? schedule.earliest() : schedule.atLambda(CLEAN));
  }

  /** Equal steps of lambda between the ends of a process. */
  public static TimeGrid grid(NoiseSchedule schedule) {
    boolean noisy = schedule.latest().inside(), clean = schedule.earliest().inside();
    return Grids.logSnr(noisy ? Double.NEGATIVE_INFINITY : NOISY, clean ? Double.POSITIVE_INFINITY : CLEAN);
  }
}
