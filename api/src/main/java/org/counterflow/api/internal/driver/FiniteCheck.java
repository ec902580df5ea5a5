package org.counterflow.api.internal.driver;

import org.counterflow.api.process.Point;
import org.counterflow.api.solver.NotFiniteException;

/**
 * A run that leaves the finite numbers ends with a message that says where that began.
 *
 * @param track how far the samples are
 * @param first the number of the first of them in the run
 * @param seeds one a sample
 */
record FiniteCheck(Job job, Track track, long first, long[] seeds) {
  private static final String NETWORK = ": network output not finite";

  /** What messages call a sample. */
  String sample(int row) {
    return "sample " + (first + row) + " (seed " + seeds[row] + ")";
  }

  /**
   * For a new state.
   *
   * @param values the state
   * @param called whether a network was asked in the step
   * @param sick whether it said something that is not finite
   */
  NotFiniteException state(int row, double[] values, boolean called, boolean sick) {
    String became = "not finite";
    for (double v : values) {
      if (Double.isFinite(v)) continue;
      became = Double.isNaN(v) ? "NaN" : "infinite";
      break;
    }
    return failed(row, sample(row) + " became " + became + where() + (sick ? NETWORK : ": the solver's sum is not finite"
        + (called ? " though the network's output is" : "") + "; the step may be too long"));
  }

  /**
   * For a coefficient that is no number: the network's fault where its output is none, else the solver's or the rule's.
   *
   * @param sick the first row in which a network's answer is not finite, or -1
   */
  NotFiniteException coefficient(CoefficientException e, int sick) {
    if (sick >= 0) return failed(sick, sample(sick) + " became not finite" + where() + NETWORK);
    return failed(Math.max(0, e.row), e.what() + (e.row < 0 ? "" : " for " + sample(e.row)) + where()
        + ": a step without length or a norm of 0 was divided by");
  }

  /** For a step control that gives no next step. */
  NotFiniteException factor(double error, double factor, boolean sick) {
    return failed(0, sick ? sample(0) + " has the error " + error + where() + NETWORK
        : "the step control gave the factor " + factor + " for the error " + error + " of " + sample(0) + where()
            + ": a factor must be above 0");
  }

  private NotFiniteException failed(int row, String message) {
    return new NotFiniteException(message, first + row, seeds[row], track.index(), track.at());
  }

  private String where() {
    Point at = track.at();
    return " in step " + (track.index() + 1) + (job.adaptive() ? "" : " of " + job.steps()) + ", evaluation " + track.evaluations()
        + ", at t=" + (float) at.time() + " (sigma " + (float) at.sigma() + ")";
  }
}
