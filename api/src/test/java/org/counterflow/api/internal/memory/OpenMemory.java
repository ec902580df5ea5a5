package org.counterflow.api.internal.memory;

/** Native memory of this process that was not given back yet: for tests of other packages. */
public final class OpenMemory {
  private OpenMemory() {}

  /** Pieces: buffers of backends, samples, outputs of networks, places beside networks. */
  public static long count() {
    return Region.open();
  }

  /** All bytes of them. */
  public static long bytes() {
    return Region.openBytes();
  }
}
