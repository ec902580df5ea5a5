package org.counterflow.backend.cpuvector.internal;

import jdk.incubator.vector.VectorShape;

/**
 * The vector shape of all kernels: what the machine prefers, from 128 to 512 bits. Results do not depend on it.
 *
 * <p>Apart from {@link Lanes} because it costs less than a millisecond, and that, making the species, a hundred times more: a probe asks
 * for the width only.
 */
final class Width {
  static final VectorShape SHAPE = VectorShape.forBitSize(Math.clamp(VectorShape.preferredShape().vectorBitSize(), 128, 512));

  private Width() {}
}
