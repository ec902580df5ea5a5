/** The topics of the laboratory. */
package org.counterflow.diagnostics.lab;
