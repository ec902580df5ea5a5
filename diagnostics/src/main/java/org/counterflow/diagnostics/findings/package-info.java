/** What a measurement says, as values: bars that were met or not, tables, figures. Whoever prints, draws or stores them reads these. */
package org.counterflow.diagnostics.findings;
