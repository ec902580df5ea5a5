package org.counterflow.diagnostics.lab.network;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.counterflow.diagnostics.samples.Estimated;
import org.jspecify.annotations.Nullable;

/**
 * Where the error of a run comes from, each part as the root mean square an element by which ends of runs move.
 *
 * @param rungs the discretisation, by the number of steps, upwards
 * @param start what starting from noise alone, and not from noisy data, makes of the ends
 * @param levels the score's error by noise level, from noise to data
 * @param score what errors of the greatest size that the data allow make of the ends
 * @param scoreLeast the same of the least size
 * @param asymmetries at some of the levels, the root mean square an element of the least error that the Jacobian of the data estimate has
 * @param jacobian the size of this asymmetry along the run: exp of its integral over lambda, times alpha, less 1. As it is a mean size and turns a
 *     displacement to first order, it bounds nothing from either side
 */
record Budget(List<Rung> rungs, double start, List<ScoreErrorLevel> levels, double score, double scoreLeast, List<Asymmetric> asymmetries,
    double jacobian) {
  /**
   * A number of steps.
   *
   * @param steps taken
   * @param evaluations that they cost each sample
   * @param distance from the fine solution, root mean square an element
   * @param excess of the Frechet distance over the fine solution's, or null where there are no features
   */
  record Rung(int steps, double evaluations, double distance, @Nullable Estimated excess) {}

  /** An asymmetry of the Jacobian of the data estimate at a lambda. */
  record Asymmetric(double lambda, double alpha, Estimated size) {}

  /** What is left of the discretisation beside the largest other part counts as nothing below this: a tenth of the sum of squares. */
  private static final double NOTHING = 1.0 / 3;

  /** Copies the lists. */
  Budget {
    rungs = List.copyOf(rungs);
    levels = List.copyOf(levels);
    asymmetries = List.copyOf(asymmetries);
  }

  Rung at(int steps) {
    return rungs.stream().filter(r -> r.steps() == steps).findFirst().orElseThrow();
  }

  /** What no number of steps takes away: start and score; at most, by what the data allow. */
  double floor() {
    return Math.hypot(start, score);
  }

  /** The same, at least. */
  double leastFloor() {
    return Math.hypot(start, scoreLeast);
  }

  /** The parts at a number of steps, by name. */
  Map<String, Double> parts(int steps) {
    return new TreeMap<>(Map.of("discretisation", at(steps).distance(), "score", score, "start", start));
  }

  /** The largest of them. */
  String largest(int steps) {
    return parts(steps).entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** The fewest steps from which on the discretisation stays below a third of a floor, so that more of them take no more than about 5 % off the whole. */
  OptionalInt fewest(double floor) {
    int fewest = -1;
    for (Rung r : rungs) {
      if (r.distance() > NOTHING * floor) fewest = -1;
      else if (fewest < 0) fewest = r.steps();
    }
    return fewest < 0 ? OptionalInt.empty() : OptionalInt.of(fewest);
  }

  /** The fewest steps from which on the Frechet distance is not above the fine solution's by more than two standard errors. */
  OptionalInt fewestByFeatures() {
    int fewest = -1;
    for (Rung r : rungs) {
      Estimated e = r.excess();
      if (e == null) return OptionalInt.empty();
      if (e.value() > 2 * e.error()) fewest = -1;
      else if (fewest < 0) fewest = r.steps();
    }
    return fewest < 0 ? OptionalInt.empty() : OptionalInt.of(fewest);
  }
}
