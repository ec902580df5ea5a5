package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.HostMemory;

/** What one thread needs while it runs a kernel: blocks that stay in its first-level cache. Reused, by one thread at a time. */
final class Scratch {
  /** Elements of a block. */
  static final int BLOCK = 2048;

  final Chain chain = new Chain();
  /** A block of noise for each term of a pass. */
  final MemorySegment[] noise = new MemorySegment[Chain.MOST];
  /** A block of values on their way. */
  final MemorySegment block;
  /** A block of noise before it is widened. */
  final MemorySegment floats;
  /** A block of ones; not written to. */
  final MemorySegment ones;

  /**
   * New blocks.
   *
   * @param memory the backend's, of the precision of the kernels; closed with it
   */
  Scratch(HostMemory memory, Kernels kernels) {
    long bytes = (long) BLOCK * kernels.bytes();
    MemorySegment all = memory.allocate(noise.length + 3L, BLOCK).segment();
    for (int k = 0; k < noise.length; k++) noise[k] = all.asSlice(k * bytes, bytes);
    block = all.asSlice(noise.length * bytes, bytes);
    ones = all.asSlice((noise.length + 1) * bytes, bytes);
    floats = all.asSlice((noise.length + 2) * bytes, 4L * BLOCK);
    kernels.fill(ones, 1);
  }
}
