package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/** What differs in double precision beyond the type: the functions that are specified by their own steps. */
final class Functions64 {
  /** Below it the exponential is 0. */
  static final double LEAST_EXPONENT = -708;

  private static final double D2 = 0x1.000000000000ap-1;
  private static final double D3 = 0x1.55555555554fap-3;
  private static final double D4 = 0x1.555555555087cp-5;
  private static final double D5 = 0x1.1111111127be6p-7;
  private static final double D6 = 0x1.6c16c1842a14dp-10;
  private static final double D7 = 0x1.a01a012a57503p-13;
  private static final double D8 = 0x1.a0199a0c5ed4bp-16;
  private static final double D9 = 0x1.71df2553381e2p-19;
  private static final double D10 = 0x1.28ad72d44231ap-22;
  private static final double D11 = 0x1.ad7f6d491355cp-26;

  private Functions64() {}

  /** {@code e^x}, +0 below {@code cut}. */
  static DoubleVector exp(DoubleVector x, double cut) {
    DoubleVector t = x.fma(broadcast(DOUBLES, 0x1.71547652b82fep0), broadcast(DOUBLES, 0x1.8p52));
    DoubleVector n = t.sub(0x1.8p52);
    DoubleVector r = n.fma(broadcast(DOUBLES, -0x1.62e42fefa39efp-1), x);
    r = n.fma(broadcast(DOUBLES, -0x1.abc9e3b39803fp-56), r);
    DoubleVector p = r.fma(broadcast(DOUBLES, D11), broadcast(DOUBLES, D10));
    p = p.fma(r, broadcast(DOUBLES, D9));
    p = p.fma(r, broadcast(DOUBLES, D8));
    p = p.fma(r, broadcast(DOUBLES, D7));
    p = p.fma(r, broadcast(DOUBLES, D6));
    p = p.fma(r, broadcast(DOUBLES, D5));
    p = p.fma(r, broadcast(DOUBLES, D4));
    p = p.fma(r, broadcast(DOUBLES, D3));
    p = p.fma(r, broadcast(DOUBLES, D2));
    p = p.fma(r, broadcast(DOUBLES, 1));
    p = p.fma(r, broadcast(DOUBLES, 1));
    DoubleVector e = p.reinterpretAsLongs().add(t.reinterpretAsLongs().lanewise(LSHL, 52)).reinterpretAsDoubles();
    return e.blend(0, x.compare(LT, cut));
  }

  /** {@code 1 / x}. */
  static DoubleVector reciprocal(DoubleVector x) {
    return broadcast(DOUBLES, 1).div(x);
  }

  /** The values themselves, which are in this precision. */
  static double[] rounded(double[] values) {
    return values;
  }

  /** Normals in this precision: see {@link Kernels#noise}. */
  static void noise(MemorySegment to, Scratch scratch, long first, int count, long seed, long stream) {
    NoiseKernel.fill(scratch.floats, first, count, seed, stream);
    NoiseKernel.widen(scratch.floats, to, count);
  }

  /** Reads {@code count} floats. */
  static void read(MemorySegment floats, int count, double[] to) {
    for (int i = 0; i < count; i++) to[i] = floats.getAtIndex(JAVA_FLOAT, i);
  }
}
