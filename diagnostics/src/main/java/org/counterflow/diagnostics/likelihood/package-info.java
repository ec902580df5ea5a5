/** The log-likelihood of data under a score function, by the change of variables along its probability flow, with any deterministic solver. */
package org.counterflow.diagnostics.likelihood;
