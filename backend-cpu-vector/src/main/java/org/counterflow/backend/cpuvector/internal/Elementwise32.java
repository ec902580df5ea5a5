package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.INTS;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.counterflow.api.internal.arithmetic.Elementwise;
import org.counterflow.api.internal.arithmetic.Exponential;
import org.counterflow.api.internal.arithmetic.Reductions;

/** Functions of one element in single precision; the ends of the ranges by the scalar forms. */
final class Elementwise32 {
  static final float E2 = 0x1.fffffcp-2f;
  static final float E3 = 0x1.555492p-3f;
  static final float E4 = 0x1.5558f2p-5f;
  static final float E5 = 0x1.1239e2p-7f;
  static final float E6 = 0x1.6a2434p-10f;
  static final int RECIPROCAL_SEED = 0x7ef311c7;

  private Elementwise32() {}

  static void multiply(MemorySegment a, MemorySegment b, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      fromMemorySegment(FLOATS, a, i, ORDER).mul(fromMemorySegment(FLOATS, b, i, ORDER)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES) out.set(JAVA_FLOAT, i, a.get(JAVA_FLOAT, i) * b.get(JAVA_FLOAT, i));
  }

  static void blend(MemorySegment m, MemorySegment a, MemorySegment b, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      FloatVector share = fromMemorySegment(FLOATS, m, i, ORDER);
      FloatVector rest = fromMemorySegment(FLOATS, b, i, ORDER);
      share.fma(fromMemorySegment(FLOATS, a, i, ORDER), share.neg().fma(rest, rest)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES)
      out.set(JAVA_FLOAT, i, Elementwise.blend(m.get(JAVA_FLOAT, i), a.get(JAVA_FLOAT, i), b.get(JAVA_FLOAT, i)));
  }

  static void clamp(MemorySegment a, float bound, MemorySegment out) {
    FloatVector high = broadcast(FLOATS, bound);
    FloatVector low = broadcast(FLOATS, -bound);
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      FloatVector x = fromMemorySegment(FLOATS, a, i, ORDER);
      x.blend(low, x.compare(LT, low)).blend(high, x.compare(GT, high)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES) out.set(JAVA_FLOAT, i, Elementwise.clamp(a.get(JAVA_FLOAT, i), bound));
  }

  static void exp(MemorySegment a, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      FloatVector x = fromMemorySegment(FLOATS, a, i, ORDER);
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
      e.blend(0f, x.compare(LT, -87f)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES) out.set(JAVA_FLOAT, i, Exponential.exp32(a.get(JAVA_FLOAT, i)));
  }

  static void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, float absolute, float relative, MemorySegment out) {
    FloatVector least = broadcast(FLOATS, absolute);
    FloatVector one = broadcast(FLOATS, 1f);
    IntVector seed = IntVector.broadcast(INTS, RECIPROCAL_SEED);
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      FloatVector size = fromMemorySegment(FLOATS, x, i, ORDER).abs().max(fromMemorySegment(FLOATS, y, i, ORDER).abs());
      FloatVector unit = size.mul(relative).max(least);
      FloatVector minus = unit.neg();
      FloatVector r = seed.sub(unit.reinterpretAsInts()).reinterpretAsFloats();
      r = r.fma(minus.fma(r, one), r);
      r = r.fma(minus.fma(r, one), r);
      r = r.fma(minus.fma(r, one), r);
      fromMemorySegment(FLOATS, e, i, ORDER).mul(r).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES) {
      float q = Reductions.scaledError(e.get(JAVA_FLOAT, i), x.get(JAVA_FLOAT, i), y.get(JAVA_FLOAT, i), absolute, relative);
      out.set(JAVA_FLOAT, i, q);
    }
  }

  static long firstNotFinite(MemorySegment a) {
    long bytes = a.byteSize();
    long step = 16L * BYTES;
    long at = 0;
    // What is not finite minus itself is NaN, and stays NaN in a sum; everything else gives 0.
    for (; at + step <= bytes; at += step) {
      FloatVector bad = FloatVector.zero(FLOATS);
      for (long i = at; i < at + step; i += BYTES) {
        FloatVector x = fromMemorySegment(FLOATS, a, i, ORDER);
        bad = bad.add(x.sub(x));
      }
      if (bad.reduceLanes(ADD) != 0) break;
    }
    for (; at < bytes; at += Float.BYTES) if (!Float.isFinite(a.get(JAVA_FLOAT, at))) return at / Float.BYTES;
    return -1;
  }
}
