/**
 * Distributions whose score is known exactly, so that a sampler can be judged without a network.
 *
 * <p>For tests, laboratories and demonstrations.
 */
package org.counterflow.solvers.target;
