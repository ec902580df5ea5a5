/** Recorded runs made again, and how far the states are apart. */
package org.counterflow.diagnostics.replay;
