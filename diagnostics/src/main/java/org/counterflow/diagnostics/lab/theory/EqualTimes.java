package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Equal steps of the schedule's own time between two lambdas.
 *
 * @param from lambda of the first point
 * @param to lambda of the last
 */
record EqualTimes(double from, double to) implements TimeGrid {
  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    double first = schedule.timeOfLambda(from), last = schedule.timeOfLambda(to);
    var points = new ArrayList<Point>();
    for (int i = 0; i <= steps; i++) points.add(schedule.at(first + (last - first) * i / steps));
    return points;
  }

  @Override
  public String toString() {
    return "equal times";
  }
}
