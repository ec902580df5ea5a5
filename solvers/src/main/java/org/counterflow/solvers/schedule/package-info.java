/**
 * Noise schedules: tables of betas, and processes in continuous time.
 *
 * <p>For everyone who has to say which process a network was trained on, or which one a run takes.
 */
package org.counterflow.solvers.schedule;
