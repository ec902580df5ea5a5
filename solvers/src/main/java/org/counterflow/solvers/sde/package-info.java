/**
 * Solvers of the reverse SDE: they draw fresh noise in each step.
 *
 * <p>For everyone who samples with many steps, or repairs the errors of few by noise.
 */
package org.counterflow.solvers.sde;
