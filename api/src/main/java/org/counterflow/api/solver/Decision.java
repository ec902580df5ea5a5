package org.counterflow.api.solver;

/**
 * What a control decides about an attempted step.
 *
 * @param accepted whether it counts
 * @param factor the next step in lambda, in units of the one just tried; above 0
 */
public record Decision(boolean accepted, double factor) {}
