/**
 * What a solver is: one step from point to point, written as its paper writes it.
 *
 * <p>For makers of solvers. The driver owns the loop, the history, the counting and the memory.
 */
package org.counterflow.api.solver;
