/** Orders of convergence, measured: errors at several numbers of steps, the line through them, and what the solver claims. */
package org.counterflow.diagnostics.convergence;
