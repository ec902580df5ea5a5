/** Learning and sampling together: scores fitted to samples, beside their bounds. */
package org.counterflow.diagnostics.lab.learned;
