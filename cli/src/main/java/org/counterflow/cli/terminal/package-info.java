/** The process around a verb: its streams, its progress bar, its interruption, its version. */
package org.counterflow.cli.terminal;
