package org.counterflow.diagnostics.accuracy;

/**
 * A solver on a grid, as a {@link Contest} ran it.
 *
 * @param solver as text
 * @param grid as text
 * @param steps that were taken
 * @param evaluations that they cost each sample
 * @param accuracy of where it ended
 */
public record Contender(String solver, String grid, int steps, int evaluations, Accuracy accuracy) {}
