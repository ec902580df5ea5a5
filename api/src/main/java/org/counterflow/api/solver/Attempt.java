package org.counterflow.api.solver;

/**
 * A step that was tried.
 *
 * @param step its length in lambda, above 0
 * @param error in units of the pair's tolerance: 1 is just acceptable
 */
public record Attempt(double step, double error) {}
