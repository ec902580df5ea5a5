/**
 * Values of a run and lazy linear combinations of them: the words in which solvers are written.
 *
 * <p>For everyone who writes or reads a solver. Nothing here computes: an {@link org.counterflow.api.tensor.Expr} is
 * handed to the driver, which hands it to a backend as one fused kernel.
 */
package org.counterflow.api.tensor;
