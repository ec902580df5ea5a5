package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import org.counterflow.api.internal.arithmetic.Elementwise;
import org.counterflow.api.internal.arithmetic.Exponential;
import org.counterflow.api.internal.arithmetic.Reductions;

/** Functions of one element in double precision; the ends of the ranges by the scalar forms. */
final class Elementwise64 {
  static final double D2 = 0x1.000000000000ap-1;
  static final double D3 = 0x1.55555555554fap-3;
  static final double D4 = 0x1.555555555087cp-5;
  static final double D5 = 0x1.1111111127be6p-7;
  static final double D6 = 0x1.6c16c1842a14dp-10;
  static final double D7 = 0x1.a01a012a57503p-13;
  static final double D8 = 0x1.a0199a0c5ed4bp-16;
  static final double D9 = 0x1.71df2553381e2p-19;
  static final double D10 = 0x1.28ad72d44231ap-22;
  static final double D11 = 0x1.ad7f6d491355cp-26;

  private Elementwise64() {}

  static void multiply(MemorySegment a, MemorySegment b, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      fromMemorySegment(DOUBLES, a, i, ORDER).mul(fromMemorySegment(DOUBLES, b, i, ORDER)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Double.BYTES) out.set(JAVA_DOUBLE, i, a.get(JAVA_DOUBLE, i) * b.get(JAVA_DOUBLE, i));
  }

  static void blend(MemorySegment m, MemorySegment a, MemorySegment b, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      DoubleVector share = fromMemorySegment(DOUBLES, m, i, ORDER);
      DoubleVector rest = fromMemorySegment(DOUBLES, b, i, ORDER);
      share.fma(fromMemorySegment(DOUBLES, a, i, ORDER), share.neg().fma(rest, rest)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Double.BYTES)
      out.set(JAVA_DOUBLE, i, Elementwise.blend(m.get(JAVA_DOUBLE, i), a.get(JAVA_DOUBLE, i), b.get(JAVA_DOUBLE, i)));
  }

  static void clamp(MemorySegment a, double bound, MemorySegment out) {
    DoubleVector high = broadcast(DOUBLES, bound);
    DoubleVector low = broadcast(DOUBLES, -bound);
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      DoubleVector x = fromMemorySegment(DOUBLES, a, i, ORDER);
      x.blend(low, x.compare(LT, low)).blend(high, x.compare(GT, high)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Double.BYTES) out.set(JAVA_DOUBLE, i, Elementwise.clamp(a.get(JAVA_DOUBLE, i), bound));
  }

  static void exp(MemorySegment a, MemorySegment out) {
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      DoubleVector x = fromMemorySegment(DOUBLES, a, i, ORDER);
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
      e.blend(0, x.compare(LT, -708)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Double.BYTES) out.set(JAVA_DOUBLE, i, Exponential.exp64(a.get(JAVA_DOUBLE, i)));
  }

  static void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, double absolute, double relative, MemorySegment out) {
    DoubleVector least = broadcast(DOUBLES, absolute);
    DoubleVector one = broadcast(DOUBLES, 1);
    long bytes = out.byteSize();
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      DoubleVector size = fromMemorySegment(DOUBLES, x, i, ORDER).abs().max(fromMemorySegment(DOUBLES, y, i, ORDER).abs());
      DoubleVector unit = size.mul(relative).max(least);
      fromMemorySegment(DOUBLES, e, i, ORDER).mul(one.div(unit)).intoMemorySegment(out, i, ORDER);
    }
    for (long i = whole; i < bytes; i += Double.BYTES) {
      double q = Reductions.scaledError(e.get(JAVA_DOUBLE, i), x.get(JAVA_DOUBLE, i), y.get(JAVA_DOUBLE, i), absolute, relative);
      out.set(JAVA_DOUBLE, i, q);
    }
  }

  static long firstNotFinite(MemorySegment a) {
    long bytes = a.byteSize();
    long step = 16L * BYTES;
    long at = 0;
    // What is not finite minus itself is NaN, and stays NaN in a sum; everything else gives 0.
    for (; at + step <= bytes; at += step) {
      DoubleVector bad = DoubleVector.zero(DOUBLES);
      for (long i = at; i < at + step; i += BYTES) {
        DoubleVector x = fromMemorySegment(DOUBLES, a, i, ORDER);
        bad = bad.add(x.sub(x));
      }
      if (bad.reduceLanes(ADD) != 0) break;
    }
    for (; at < bytes; at += Double.BYTES) if (!Double.isFinite(a.get(JAVA_DOUBLE, at))) return at / Double.BYTES;
    return -1;
  }
}
