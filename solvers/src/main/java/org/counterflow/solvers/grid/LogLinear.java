package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/** Published lists of noise levels, taken at any number of steps. */
final class LogLinear {
  /** Ends of tables that are printed with fewer digits than ours have. */
  private static final double PRINTED = 1e-6;

  private LogLinear() {}

  /** The first N of N + 1 values at equal distance in the list, whose logarithm is linear between its entries, then clean data. */
  static List<Point> nodes(TimeGrid grid, NoiseSchedule schedule, int steps, Measure measure, double[] table) {
    Nodes.requireSteps(steps);
    double most = measure.of(schedule.latest());
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) {
      double value = at(table, (double) i * (table.length - 1) / steps);
      nodes.add(Math.abs(value / most - 1) < PRINTED ? schedule.latest() : measure.at(grid, schedule, value));
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(grid, schedule, nodes);
  }

  private static double at(double[] table, double place) {
    int low = (int) place;
    double part = place - low;
    if (part == 0) return table[low];
    return StrictMath.exp((1 - part) * StrictMath.log(table[low]) + part * StrictMath.log(table[low + 1]));
  }
}
