package org.counterflow.backend.cpuvector.internal;

import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.VectorSpecies;

/** The vector species of all kernels, all of one {@link Width}. */
final class Lanes {
  static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, Width.SHAPE);
  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, Width.SHAPE);
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Width.SHAPE);
  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, Width.SHAPE);

  /** Lanes of 32 bits: 4, 8 or 16. */
  static final int V32 = FLOATS.length();
  /** Lanes of 64 bits: 2, 4 or 8. */
  static final int V64 = DOUBLES.length();
  /** Bytes of a vector. */
  static final int BYTES = Width.SHAPE.vectorBitSize() / 8;

  /** Vectors of samples in a register tile: 4 with 32 vector registers, 2 with 16, which x86 has below 512 bits. */
  static final int TILE = Width.SHAPE.vectorBitSize() < 512 && isX86() ? 2 : 4;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Lanes() {}

  private static boolean isX86() {
    return List.of("amd64", "x86_64", "i386", "x86").contains(System.getProperty("os.arch", ""));
  }
}
