/** The process around a verb: its streams, its progress bar, its interruption, its version, and what its user may have meant. */
package org.counterflow.cli.terminal;
