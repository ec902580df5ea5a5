package org.counterflow.solvers.grid;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * A part of a process, for a grid that spaces its nodes between the ends. It is a table only where it begins with the first entry
 * and ends with one: then that of fewer entries.
 */
record Piece(NoiseSchedule whole, Point earliest, Point latest) implements NoiseSchedule {
  @Override
  public Point at(double time) {
    return whole.at(time);
  }

  @Override
  public double timeOfLambda(double lambda) {
    return whole.timeOfLambda(lambda);
  }

  @Override
  public Point atLambda(double lambda) {
    return whole.atLambda(lambda);
  }

  @Override
  public Point clean() {
    return whole.clean();
  }

  @Override
  public Point rate(double time) {
    return whole.rate(time);
  }

  @Override
  public int entries() {
    boolean table = whole.entries() > 0 && earliest.samePlace(whole.earliest()) && latest.time() == Math.rint(latest.time());
    return table ? (int) latest.time() + 1 : 0;
  }

  @Override
  public double unit(Point p) {
    return whole.unit(p);
  }

  @Override
  public double lastStep() {
    return whole.lastStep();
  }

  @Override
  public double initialScale(Point first) {
    return whole.initialScale(first);
  }

  @Override
  public String toString() {
    return whole + " from time " + latest.time() + " to " + earliest.time();
  }
}
