package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;

/** The terms of one pass of a linear combination over one range, in order: at most {@link #MOST}. Reused from pass to pass. */
final class Chain {
  /** Terms that one pass takes. */
  static final int MOST = 8;

  int size;
  final MemorySegment[] in = new MemorySegment[MOST];
  /** Where each input's range starts, in bytes. */
  final long[] at = new long[MOST];
  final double[] coefficient = new double[MOST];

  void clear() {
    size = 0;
  }

  boolean isFull() {
    return size == MOST;
  }

  void add(double c, MemorySegment segment, long bytesAt) {
    in[size] = segment;
    at[size] = bytesAt;
    coefficient[size++] = c;
  }

  /** The range of input {@code k}. */
  MemorySegment input(int k, long bytes) {
    return in[k].asSlice(at[k], bytes);
  }
}
