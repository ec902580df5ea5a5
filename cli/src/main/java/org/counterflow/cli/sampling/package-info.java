/** From what a user asks for to samples: what is drawn from, which samples, how, and the run itself. */
package org.counterflow.cli.sampling;
