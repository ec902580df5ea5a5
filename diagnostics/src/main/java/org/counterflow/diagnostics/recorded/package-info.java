/** Runs that were recorded from other programs, and the problem that they were recorded on. */
package org.counterflow.diagnostics.recorded;
