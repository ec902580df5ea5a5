package org.counterflow.api;

import java.util.Locale;
import org.counterflow.api.internal.driver.Counters;

/**
 * What a run cost. In a run that was loaded, padded and probed rows, kernels, copies and seconds count from then on: the saved bytes say
 * nothing of the machine.
 */
public final class Report {
  private final double evaluations;
  private final long networkRows;
  private final long paddedRows;
  private final long probedRows;
  private final long networkCalls;
  private final long kernels;
  private final long copies;
  private final double seconds;
  private final double networkSeconds;

  /**
   * What was counted so far.
   *
   * @param samples of the run
   * @param nanos wall time
   */
  Report(Counters c, int samples, long nanos) {
    evaluations = (double) c.evaluations() / samples;
    networkRows = c.networkRows();
    paddedRows = c.paddedRows();
    probedRows = c.probedRows();
    networkCalls = c.networkCalls();
    kernels = c.kernels();
    copies = c.copies();
    seconds = nanos * 1e-9;
    networkSeconds = c.networkNanos() * 1e-9;
  }

  /** Calls of the score function for each sample, on average over the samples. */
  public double evaluations() {
    return evaluations;
  }

  /** Rows asked of networks, without padding. */
  public long networkRows() {
    return networkRows;
  }

  /** Rows that networks computed beside those, so that each row has the bits of a whole micro-batch. */
  public long paddedRows() {
    return paddedRows;
  }

  /** Rows that networks computed to find out whether they need that. */
  public long probedRows() {
    return probedRows;
  }

  /** Calls of networks, one after the other. */
  public long networkCalls() {
    return networkCalls;
  }

  /** Passes of the backend over values. */
  public long kernels() {
    return kernels;
  }

  /** Values moved between memories or precisions, in whole buffers; 0 where state and network share memory and precision. */
  public long copies() {
    return copies;
  }

  /** Wall time. */
  public double seconds() {
    return seconds;
  }

  /** Of {@link #seconds}, the time inside networks. */
  public double networkSeconds() {
    return networkSeconds;
  }

  /** Evaluations, network rows and seconds. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g evaluations a sample, %d network rows (and %d of padding, %d of a probe), %d copies, %.3g s, %.3g s of it "
        + "inside networks", evaluations, networkRows, paddedRows, probedRows, copies, seconds, networkSeconds);
  }
}
