package org.counterflow.api.solver;

import org.counterflow.api.tensor.Expr;

/**
 * What an embedded pair gives.
 *
 * @param x the new state
 * @param error in units of the pair's tolerance: 1 is just acceptable
 */
public record Estimate(Expr x, double error) {}
