/** What a measurement says, as one file that a browser opens: text, plots, tables, pictures, and how to run it again. */
package org.counterflow.diagnostics.report;
