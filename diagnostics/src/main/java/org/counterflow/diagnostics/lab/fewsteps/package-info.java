/** Pictures of few steps, and how far they are from a fine solution. */
package org.counterflow.diagnostics.lab.fewsteps;
