/**
 * Coefficients of exponential integrators on the host, in double, equal to the bit on every machine.
 *
 * <p>For makers of solvers.
 */
package org.counterflow.solvers.math;
