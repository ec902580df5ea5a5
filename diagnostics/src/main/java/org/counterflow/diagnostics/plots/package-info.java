/** Line charts as SVG: what a measurement looks like in the documentation and in a report. */
package org.counterflow.diagnostics.plots;
