/**
 * Derivatives of score functions that can only be evaluated: Jacobians, their norms and traces, second derivatives and folds, by finite
 * differences with steps that fit the rounding of what is evaluated. Closed forms of mixtures and data sets to hold them against.
 */
package org.counterflow.diagnostics.regularity;
