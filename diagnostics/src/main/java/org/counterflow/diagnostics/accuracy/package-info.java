/** How far samplers end from a fine solution, from equal starts and for equal numbers of network evaluations. */
package org.counterflow.diagnostics.accuracy;
