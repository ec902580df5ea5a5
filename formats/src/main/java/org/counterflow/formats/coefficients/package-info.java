/** Coefficients of fitted solvers, in files. */
package org.counterflow.formats.coefficients;
