/**
 * The noising process {@code x = alpha x_0 + sigma z}: its points, schedules, time grids, and what a network's output means.
 *
 * <p>For everyone who needs to say which process a model was trained on, or which places a run visits.
 */
package org.counterflow.api.process;
