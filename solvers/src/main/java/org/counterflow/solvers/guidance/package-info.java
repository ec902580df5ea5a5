/**
 * Guidance: which conditions a network is asked with, and how its answers become one.
 *
 * <p>For everyone who samples a conditional model.
 */
package org.counterflow.solvers.guidance;
