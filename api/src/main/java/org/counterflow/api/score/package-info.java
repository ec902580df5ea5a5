/**
 * From a network to an evaluation: what a network is, what it said and where, guidance and rules on its output.
 *
 * <p>For those who bring a network runtime, a guidance rule or a score function of their own.
 */
package org.counterflow.api.score;
