package org.counterflow.diagnostics.distance;

/**
 * A distance, and what it cost.
 *
 * @param value the distance
 * @param evaluations calls of the score function for each sample
 */
public record Measured(double value, double evaluations) {}
