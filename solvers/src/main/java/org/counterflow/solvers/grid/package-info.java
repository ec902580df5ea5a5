/**
 * Time grids: which places of a schedule a run visits, and where it ends.
 *
 * <p>For everyone who samples. Steps are updates, always: a grid of N steps has N + 1 nodes.
 */
package org.counterflow.solvers.grid;
