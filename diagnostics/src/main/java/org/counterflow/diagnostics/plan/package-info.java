/** What a solver's steps are: each state as a sum over named tensors, with its coefficients. */
package org.counterflow.diagnostics.plan;
