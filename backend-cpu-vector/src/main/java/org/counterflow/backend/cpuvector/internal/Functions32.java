package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.api.internal.arithmetic.Exponential.E2;
import static org.counterflow.api.internal.arithmetic.Exponential.E3;
import static org.counterflow.api.internal.arithmetic.Exponential.E4;
import static org.counterflow.api.internal.arithmetic.Exponential.E5;
import static org.counterflow.api.internal.arithmetic.Exponential.E6;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;

/** What differs in single precision beyond the type: the functions that are specified by their own steps. */
final class Functions32 {
  /** Below it the exponential is 0. */
  static final float LEAST_EXPONENT = -87f;

  private static final int RECIPROCAL_SEED = 0x7ef311c7;

  private Functions32() {}

  /** {@code e^x}, +0 below {@code cut}. */
  static FloatVector exp(FloatVector x, float cut) {
    FloatVector t = x.fma(broadcast(FLOATS, 0x1.715476p0f), broadcast(FLOATS, 0x1.8p23f));
    FloatVector n = t.sub(0x1.8p23f);
    FloatVector r = n.fma(broadcast(FLOATS, -0x1.62e43p-1f), x);
    r = n.fma(broadcast(FLOATS, 0x1.05c61p-29f), r);
    FloatVector p = r.fma(broadcast(FLOATS, E6), broadcast(FLOATS, E5));
    p = p.fma(r, broadcast(FLOATS, E4));
    p = p.fma(r, broadcast(FLOATS, E3));
    p = p.fma(r, broadcast(FLOATS, E2));
    p = p.fma(r, broadcast(FLOATS, 1f));
    p = p.fma(r, broadcast(FLOATS, 1f));
    FloatVector e = p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats();
    return e.blend(0f, x.compare(LT, cut));
  }

  /** {@code 1 / x}. */
  static FloatVector reciprocal(FloatVector x) {
    FloatVector one = broadcast(FLOATS, 1f);
    FloatVector minus = x.neg();
    FloatVector r = IntVector.broadcast(INTS, RECIPROCAL_SEED).sub(x.reinterpretAsInts()).reinterpretAsFloats();
    r = r.fma(minus.fma(r, one), r);
    r = r.fma(minus.fma(r, one), r);
    return r.fma(minus.fma(r, one), r);
  }

  /** The values in this precision, each rounded once. */
  static float[] rounded(double[] values) {
    return PosteriorCoefficients.rounded(values);
  }

  /** Normals in this precision: see {@link Kernels#noise}. */
  static void noise(MemorySegment to, Scratch scratch, long first, int count, long seed, long stream) {
    NoiseKernel.fill(to, first, count, seed, stream);
  }

  /** Reads {@code count} floats. */
  static void read(MemorySegment floats, int count, float[] to) {
    MemorySegment.copy(floats, JAVA_FLOAT, 0, to, 0, count);
  }
}
