/** From the options of other programs to parts of the catalogue: a file for each program. */
package org.counterflow.diagnostics.internal.libraries;
