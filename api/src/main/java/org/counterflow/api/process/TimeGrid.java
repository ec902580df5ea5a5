package org.counterflow.api.process;

import java.util.List;

/**
 * The places a run visits, from noise to data. {@code toString()} is the catalogue text that makes the grid again.
 */
public interface TimeGrid {
  /**
   * The points in order; lambda rises strictly, but at an end that was asked for twice by name.
   *
   * @param steps number of updates, at least 1; the list has one point more
   * @throws IllegalArgumentException if the schedule cannot be cut this way
   */
  List<Point> on(NoiseSchedule schedule, int steps);
}
