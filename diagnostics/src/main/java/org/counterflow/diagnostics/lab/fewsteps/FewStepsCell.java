package org.counterflow.diagnostics.lab.fewsteps;

import java.util.Map;
import org.counterflow.diagnostics.samples.Estimated;

/**
 * One sampler at one number of evaluations.
 *
 * @param solver as text
 * @param evaluations that were allowed
 * @param toFine root mean square distance to the fine solution; no number where the sampler draws noise
 * @param distances to real samples, by name
 * @param tile what is shown of it, row-major
 */
record FewStepsCell(String solver, int evaluations, double toFine, Map<String, Estimated> distances, float[] tile) {
  /** Keeps the array: nobody outside has it. */
  @SuppressWarnings("ArrayRecordComponent")
  FewStepsCell {
    distances = Map.copyOf(distances);
  }

  Estimated distance(String name) {
    Estimated e = distances.get(name);
    if (e == null) throw new IllegalStateException("no " + name + " of " + solver + " at " + evaluations + ", which has " + distances.keySet());
    return e;
  }
}
