/**
 * The samplers of the non-asymptotic theory of diffusion models, with the rates that are proved for them: the probability-flow ODE sampler,
 * its acceleration, DDPM, and its acceleration (Li, Wei, Chi, Chen 2024; Li, Huang, Efimov, Wei, Chi, Chen 2024).
 *
 * <p>For the laboratory: their coefficients are expansions in the step, so they show their rates at a hundred steps and more, and fall
 * behind {@link org.counterflow.solvers.ode} at ten. They are written for the variance-preserving process; on any other they take the
 * same step in the variance-preserving form of equal lambda.
 */
package org.counterflow.solvers.theory;
