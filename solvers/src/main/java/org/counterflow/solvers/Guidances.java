package org.counterflow.solvers;

import org.counterflow.solvers.guidance.ClassifierFree;

/** Guidance with its usual settings; the types have the others. */
public final class Guidances {
  private Guidances() {}

  /**
   * Classifier-free guidance; see {@link ClassifierFree}.
   *
   * @param weight 1 is none
   */
  public static ClassifierFree classifierFree(double weight) {
    return new ClassifierFree(weight);
  }
}
