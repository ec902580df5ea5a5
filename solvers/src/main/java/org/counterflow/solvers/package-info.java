/**
 * A factory for each kind of part: {@link org.counterflow.solvers.Solvers}, {@link org.counterflow.solvers.Schedules},
 * {@link org.counterflow.solvers.Grids}, {@link org.counterflow.solvers.Guidances}, {@link org.counterflow.solvers.Targets}; and
 * {@link org.counterflow.solvers.Parts}, the same by name.
 *
 * <p>For everyone who samples: start here.
 */
package org.counterflow.solvers;
