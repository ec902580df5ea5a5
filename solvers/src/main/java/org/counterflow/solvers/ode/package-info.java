/**
 * Solvers of the probability-flow ODE: exponential and classical one-step and multistep methods.
 *
 * <p>For everyone who samples. Each type is one method, with its formula, its order as measured, and its names elsewhere.
 */
package org.counterflow.solvers.ode;
