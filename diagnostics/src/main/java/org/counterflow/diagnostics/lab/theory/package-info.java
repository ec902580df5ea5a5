/** What the theory claims, on known laws: rates, errors of the score, dimensions of the data and of the space. No sample is drawn. */
package org.counterflow.diagnostics.lab.theory;
