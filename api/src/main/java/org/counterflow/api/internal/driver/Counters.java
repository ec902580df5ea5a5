package org.counterflow.api.internal.driver;

import java.util.concurrent.atomic.LongAdder;

/** What a run has cost so far. */
public final class Counters {
  final LongAdder evaluations = new LongAdder();
  final LongAdder networkRows = new LongAdder();
  final LongAdder paddedRows = new LongAdder();
  final LongAdder probedRows = new LongAdder();
  final LongAdder networkCalls = new LongAdder();
  final LongAdder networkNanos = new LongAdder();
  final LongAdder kernels = new LongAdder();
  final LongAdder copies = new LongAdder();

  /** Nothing yet. */
  public Counters() {}

  /** Calls of the score function, one a sample. */
  public long evaluations() {
    return evaluations.sum();
  }

  /** Rows asked of networks, without padding. */
  public long networkRows() {
    return networkRows.sum();
  }

  /** Rows that networks computed beside those, to fill micro-batches. */
  public long paddedRows() {
    return paddedRows.sum();
  }

  /** Rows that networks computed to find out whether they need padding. */
  public long probedRows() {
    return probedRows.sum();
  }

  /** Calls of networks, one after the other. */
  public long networkCalls() {
    return networkCalls.sum();
  }

  /** Nanoseconds inside networks. */
  public long networkNanos() {
    return networkNanos.sum();
  }

  /** Passes of the backend over values. */
  public long kernels() {
    return kernels.sum();
  }

  /** Buffers moved between memories or precisions. */
  public long copies() {
    return copies.sum();
  }

  /** Counts from before a pause. */
  public void add(long evaluationsBefore, long networkRowsBefore, long networkCallsBefore) {
    evaluations.add(evaluationsBefore);
    networkRows.add(networkRowsBefore);
    networkCalls.add(networkCallsBefore);
  }
}
