package org.counterflow.diagnostics.distance;

import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/** What samplers in the plane are told of the data: the data estimate D as a function of the state, at each point. */
@FunctionalInterface
public interface PlaneEstimate {
  /** The estimate at one point. */
  @FunctionalInterface
  interface Field {
    /**
     * Its value at a state.
     *
     * @param x the state, two numbers
     * @param data where the estimate goes, two numbers
     */
    void data(double[] x, double[] data);
  }

  /**
   * The estimate at a point.
   *
   * @param p with alpha and sigma above 0
   */
  Field at(Point p);

  /**
   * The exact one.
   *
   * @param mixture in two dimensions
   */
  static PlaneEstimate exact(Mixture mixture) {
    return p -> new PlaneLaw(mixture, p)::data;
  }
}
