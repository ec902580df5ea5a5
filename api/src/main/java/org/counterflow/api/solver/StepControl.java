package org.counterflow.api.solver;

/**
 * Chooses step sizes: a pure function of what was tried. A controller as diffrax's PID reads the errors of {@link Attempts#now} and of
 * {@link Attempts#accepted}, and limits the factor where {@link Attempts#rejected} is not empty.
 */
public interface StepControl {
  /** Decides about {@link Attempts#now}. */
  Decision decide(Attempts attempts);
}
