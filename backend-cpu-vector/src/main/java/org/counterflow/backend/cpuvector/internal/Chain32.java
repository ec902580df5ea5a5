// The build makes Chain64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One pass {@code out = c_0 in_0; out = fma(c_k, in_k, out)} in single precision.
 *
 * <p>A method for each number of terms: a loop over the terms inside the loop over the elements costs a third of the speed and more.
 */
@SuppressWarnings("cast")
final class Chain32 {
  private Chain32() {}

  /** The pass over {@code count} elements from {@code at} bytes on. An input may be the same memory as {@code out}. */
  static void run(Chain chain, MemorySegment out, long at, long count) {
    long bytes = Float.BYTES * count;
    long whole = bytes & -BYTES;
    if (whole > 0) {
      MemorySegment to = out.asSlice(at, whole);
      switch (chain.size) {
        case 1 -> one(chain, to, whole);
        case 2 -> two(chain, to, whole);
        case 3 -> three(chain, to, whole);
        case 4 -> four(chain, to, whole);
        case 5 -> five(chain, to, whole);
        case 6 -> six(chain, to, whole);
        case 7 -> seven(chain, to, whole);
        case 8 -> eight(chain, to, whole);
        default -> throw new IllegalArgumentException("a pass of " + chain.size + " terms");
      }
    }
    for (long i = whole; i < bytes; i += Float.BYTES) {
      float v = (float) chain.coefficient[0] * chain.in[0].get(JAVA_FLOAT, chain.at[0] + i);
      for (int k = 1; k < chain.size; k++) v = Math.fma((float) chain.coefficient[k], chain.in[k].get(JAVA_FLOAT, chain.at[k] + i), v);
      out.set(JAVA_FLOAT, at + i, v);
    }
  }

  private static void one(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void two(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void three(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void four(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    MemorySegment in3 = chain.input(3, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    FloatVector c3 = broadcast(FLOATS, (float) chain.coefficient[3]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v = fromMemorySegment(FLOATS, in3, i, ORDER).fma(c3, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void five(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    MemorySegment in3 = chain.input(3, bytes);
    MemorySegment in4 = chain.input(4, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    FloatVector c3 = broadcast(FLOATS, (float) chain.coefficient[3]);
    FloatVector c4 = broadcast(FLOATS, (float) chain.coefficient[4]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v = fromMemorySegment(FLOATS, in3, i, ORDER).fma(c3, v);
      v = fromMemorySegment(FLOATS, in4, i, ORDER).fma(c4, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void six(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    MemorySegment in3 = chain.input(3, bytes);
    MemorySegment in4 = chain.input(4, bytes);
    MemorySegment in5 = chain.input(5, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    FloatVector c3 = broadcast(FLOATS, (float) chain.coefficient[3]);
    FloatVector c4 = broadcast(FLOATS, (float) chain.coefficient[4]);
    FloatVector c5 = broadcast(FLOATS, (float) chain.coefficient[5]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v = fromMemorySegment(FLOATS, in3, i, ORDER).fma(c3, v);
      v = fromMemorySegment(FLOATS, in4, i, ORDER).fma(c4, v);
      v = fromMemorySegment(FLOATS, in5, i, ORDER).fma(c5, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void seven(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    MemorySegment in3 = chain.input(3, bytes);
    MemorySegment in4 = chain.input(4, bytes);
    MemorySegment in5 = chain.input(5, bytes);
    MemorySegment in6 = chain.input(6, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    FloatVector c3 = broadcast(FLOATS, (float) chain.coefficient[3]);
    FloatVector c4 = broadcast(FLOATS, (float) chain.coefficient[4]);
    FloatVector c5 = broadcast(FLOATS, (float) chain.coefficient[5]);
    FloatVector c6 = broadcast(FLOATS, (float) chain.coefficient[6]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v = fromMemorySegment(FLOATS, in3, i, ORDER).fma(c3, v);
      v = fromMemorySegment(FLOATS, in4, i, ORDER).fma(c4, v);
      v = fromMemorySegment(FLOATS, in5, i, ORDER).fma(c5, v);
      v = fromMemorySegment(FLOATS, in6, i, ORDER).fma(c6, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }

  private static void eight(Chain chain, MemorySegment out, long bytes) {
    MemorySegment in0 = chain.input(0, bytes);
    MemorySegment in1 = chain.input(1, bytes);
    MemorySegment in2 = chain.input(2, bytes);
    MemorySegment in3 = chain.input(3, bytes);
    MemorySegment in4 = chain.input(4, bytes);
    MemorySegment in5 = chain.input(5, bytes);
    MemorySegment in6 = chain.input(6, bytes);
    MemorySegment in7 = chain.input(7, bytes);
    FloatVector c0 = broadcast(FLOATS, (float) chain.coefficient[0]);
    FloatVector c1 = broadcast(FLOATS, (float) chain.coefficient[1]);
    FloatVector c2 = broadcast(FLOATS, (float) chain.coefficient[2]);
    FloatVector c3 = broadcast(FLOATS, (float) chain.coefficient[3]);
    FloatVector c4 = broadcast(FLOATS, (float) chain.coefficient[4]);
    FloatVector c5 = broadcast(FLOATS, (float) chain.coefficient[5]);
    FloatVector c6 = broadcast(FLOATS, (float) chain.coefficient[6]);
    FloatVector c7 = broadcast(FLOATS, (float) chain.coefficient[7]);
    for (long i = 0; i < bytes; i += BYTES) {
      FloatVector v = fromMemorySegment(FLOATS, in0, i, ORDER).mul(c0);
      v = fromMemorySegment(FLOATS, in1, i, ORDER).fma(c1, v);
      v = fromMemorySegment(FLOATS, in2, i, ORDER).fma(c2, v);
      v = fromMemorySegment(FLOATS, in3, i, ORDER).fma(c3, v);
      v = fromMemorySegment(FLOATS, in4, i, ORDER).fma(c4, v);
      v = fromMemorySegment(FLOATS, in5, i, ORDER).fma(c5, v);
      v = fromMemorySegment(FLOATS, in6, i, ORDER).fma(c6, v);
      v = fromMemorySegment(FLOATS, in7, i, ORDER).fma(c7, v);
      v.intoMemorySegment(out, i, ORDER);
    }
  }
}
