/**
 * Scores learned from samples by denoising score matching, linear in random bumps, and how far they are from the exact ones: by quadrature on a
 * line, with the two bounds on total variation that follow.
 */
package org.counterflow.diagnostics.learning;
