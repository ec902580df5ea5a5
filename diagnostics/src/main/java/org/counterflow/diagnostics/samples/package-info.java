/** Distances between laws of which there are samples alone, each with its standard error: on the samples themselves, and on features of them. */
package org.counterflow.diagnostics.samples;
