package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/** All entries of a table, from the last to the first: the T points of the theory, whose loop ends at the first entry. */
record EveryEntry() implements TimeGrid {
  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    if (schedule.entries() != steps + 1)
      throw new IllegalArgumentException(schedule + " has " + schedule.entries() + " entries, which make no " + steps + " steps");
    var points = new ArrayList<Point>();
    for (int i = steps; i >= 0; i--) points.add(schedule.at(i));
    return points;
  }

  @Override
  public String toString() {
    return "every entry";
  }
}
