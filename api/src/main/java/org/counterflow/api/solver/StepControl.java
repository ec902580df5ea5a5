package org.counterflow.api.solver;

/** Chooses step sizes: a pure function of the errors. */
public interface StepControl {
  /**
   * Decides about an attempt.
   *
   * @param errors this attempt's first, then those of accepted steps, latest first
   */
  Decision decide(double[] errors);
}
