package org.counterflow.diagnostics.distance;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.plan.Plan;

/**
 * A run whose data estimate is a multiple of the state, read from the run's {@link Plan}: what comes of the start, and of each normal. So is any run in
 * a direction in which the data are N(0, s^2), where {@code D(x) = alpha s^2 / (alpha^2 s^2 + sigma^2) x}; with s = 0, at a right angle to all data, D
 * is 0. It takes any solver with a plan, with memory or without: the plan is followed backwards, with a number for each name.
 *
 * @param gain what the end has of the start
 * @param noise the variance that all normals make at the end
 */
public record LinearRun(double gain, double noise) {
  /**
   * Reads it.
   *
   * @param plan whose network returns the data estimate
   * @param pull the estimate over the state, at each point
   * @throws IllegalArgumentException if a term of the plan is not shown, as with solvers inside a step
   */
  public static LinearRun of(Plan plan, ToDoubleFunction<Point> pull) {
    // A step's name stands for what it is after that step; x0 is the start.
    Map<String, Double> weights = new HashMap<>();
    Map<String, Double> normals = new TreeMap<>();
    weights.put(plan.steps().getLast().name(), 1.0);
    for (Plan.Step s : plan.steps().reversed()) {
      spread(s.state(), take(weights, s.name()), weights, normals);
      for (Plan.Evaluation e : s.evaluations().reversed()) spread(e.of(), take(weights, e.name()) * pull.applyAsDouble(e.at()), weights, normals);
    }
    double gain = take(weights, "x0");
    weights.values().removeIf(w -> w == 0);
    if (!weights.isEmpty())
      throw new IllegalArgumentException(plan.solver() + " computes values inside its step (" + new TreeMap<>(weights).firstKey()
          + ", such as an inner solver's start), whose terms a plan does not show");
    double noise = 0;
    for (double w : normals.values()) noise += w * w;
    return new LinearRun(gain, noise);
  }

  private static double take(Map<String, Double> weights, String name) {
    Double w = weights.remove(name);
    return w == null ? 0 : w;
  }

  private static void spread(Map<String, Double> terms, double weight, Map<String, Double> weights, Map<String, Double> normals) {
    if (weight != 0) terms.forEach((name, c) -> (name.startsWith("z") ? normals : weights).merge(name, weight * c, Double::sum));
  }

  /** The variance at the end of a start of this variance. */
  public double variance(double start) {
    return gain * gain * start + noise;
  }
}
