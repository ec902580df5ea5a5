// The build makes Elementwise64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.counterflow.api.internal.arithmetic.Elementwise;
import org.counterflow.api.internal.arithmetic.Exponential;
import org.counterflow.api.internal.arithmetic.Reductions;

/** Operations on elements in single precision; the ends of the ranges by the scalar forms. */
final class Elementwise32 {
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
      Functions32.exp(x, Functions32.LEAST_EXPONENT).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Float.BYTES) out.set(JAVA_FLOAT, i, Exponential.exp32(a.get(JAVA_FLOAT, i)));
  }

  static void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, float absolute, float relative, MemorySegment out) {
    FloatVector least = broadcast(FLOATS, absolute);
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      FloatVector size = fromMemorySegment(FLOATS, x, i, ORDER).abs().max(fromMemorySegment(FLOATS, y, i, ORDER).abs());
      FloatVector unit = size.mul(relative).max(least);
      fromMemorySegment(FLOATS, e, i, ORDER).mul(Functions32.reciprocal(unit)).intoMemorySegment(out, i, ORDER);
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
