package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.api.internal.arithmetic.Exponential.D10;
import static org.counterflow.api.internal.arithmetic.Exponential.D11;
import static org.counterflow.api.internal.arithmetic.Exponential.D2;
import static org.counterflow.api.internal.arithmetic.Exponential.D3;
import static org.counterflow.api.internal.arithmetic.Exponential.D4;
import static org.counterflow.api.internal.arithmetic.Exponential.D5;
import static org.counterflow.api.internal.arithmetic.Exponential.D6;
import static org.counterflow.api.internal.arithmetic.Exponential.D7;
import static org.counterflow.api.internal.arithmetic.Exponential.D8;
import static org.counterflow.api.internal.arithmetic.Exponential.D9;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/** What differs in double precision beyond the type: the functions that are specified by their own steps. */
final class Functions64 {
  /** Below it the exponential is 0. */
  static final double LEAST_EXPONENT = -708;


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
