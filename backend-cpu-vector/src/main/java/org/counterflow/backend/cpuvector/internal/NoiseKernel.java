package org.counterflow.backend.cpuvector.internal;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.counterflow.api.internal.arithmetic.Normals.C1;
import static org.counterflow.api.internal.arithmetic.Normals.C2;
import static org.counterflow.api.internal.arithmetic.Normals.C3;
import static org.counterflow.api.internal.arithmetic.Normals.EIGHTH_TURN;
import static org.counterflow.api.internal.arithmetic.Normals.L0;
import static org.counterflow.api.internal.arithmetic.Normals.L1;
import static org.counterflow.api.internal.arithmetic.Normals.L2;
import static org.counterflow.api.internal.arithmetic.Normals.L3;
import static org.counterflow.api.internal.arithmetic.Normals.L4;
import static org.counterflow.api.internal.arithmetic.Normals.L5;
import static org.counterflow.api.internal.arithmetic.Normals.L6;
import static org.counterflow.api.internal.arithmetic.Normals.L7;
import static org.counterflow.api.internal.arithmetic.Normals.L8;
import static org.counterflow.api.internal.arithmetic.Normals.MINUS_TWO_LN_2;
import static org.counterflow.api.internal.arithmetic.Normals.ROOT_SEED;
import static org.counterflow.api.internal.arithmetic.Normals.S0;
import static org.counterflow.api.internal.arithmetic.Normals.S1;
import static org.counterflow.api.internal.arithmetic.Normals.S2;
import static org.counterflow.api.internal.arithmetic.Normals.S3;
import static org.counterflow.api.internal.arithmetic.Normals.SIGN;
import static org.counterflow.backend.cpuvector.internal.Lanes.BYTES;
import static org.counterflow.backend.cpuvector.internal.Lanes.DOUBLES;
import static org.counterflow.backend.cpuvector.internal.Lanes.FLOATS;
import static org.counterflow.backend.cpuvector.internal.Lanes.INTS;
import static org.counterflow.backend.cpuvector.internal.Lanes.LONGS;
import static org.counterflow.backend.cpuvector.internal.Lanes.ORDER;
import static org.counterflow.backend.cpuvector.internal.Lanes.V32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.counterflow.api.internal.arithmetic.Philox;

/**
 * Standard normals, a group of {@code 4 V} at a time: V counters of Philox4x32-10, Box and Muller, and a transposition that puts the
 * four normals of a counter side by side.
 *
 * <p>Each is a loop of its own over a chunk that stays in the first-level cache: one loop would pass the compiler's node limit. Counters
 * live in 64 bit lanes, as there is no 32 bit multiply-high; a group is two sets of them, for the even and the odd 32 bit
 * lanes of the words.
 */
final class NoiseKernel {
  /** Elements of one step; what is filled is a multiple of it. */
  static final int GROUP = 4 * V32;

  private static final int CHUNK = 1024;
  private static final long LOW = 0xffffffffL;
  private static final long M0 = Integer.toUnsignedLong(Philox.MULTIPLIER_0);
  private static final long M1 = Integer.toUnsignedLong(Philox.MULTIPLIER_1);

  /** Where each counter of a group stands, so that the transposition puts its normals at four times its number. */
  private static final int[] PLACES = new int[V32];
  /** The other way round: the counters of the even 32 bit lanes, then those of the odd ones. */
  private static final long[] COUNTERS = new long[V32];

  static {
    for (int c = 0; c < V32; c++) {
      int lane = c % (V32 / 4) * 4 + c / (V32 / 4);
      PLACES[c] = (lane & 1) * (V32 / 2) + lane / 2;
      COUNTERS[PLACES[c]] = c;
    }
  }

  private static final VectorShuffle<Long> NEIGHBOUR = VectorShuffle.fromOp(LONGS, i -> i ^ 1);
  private static final VectorMask<Long> ODD = VectorMask.fromLong(LONGS, 0xaaaaaaaaaaaaaaaaL);

  private NoiseKernel() {}

  /**
   * {@code to[i] = normal(seed, stream, first + i)} for i from 0 to {@code count - 1}, and further up to a multiple of {@link #GROUP}.
   *
   * @param to receives floats
   * @param first a multiple of 4
   */
  static void fill(MemorySegment to, long first, int count, long seed, long stream) {
    for (int e = 0; e < count; e += CHUNK) {
      int n = (Math.min(CHUNK, count - e) + GROUP - 1) & -GROUP;
      MemorySegment chunk = to.asSlice(4L * e, 4L * n);
      words(chunk, (first + e) >>> 2, n, seed, stream);
      boxMuller(chunk, n);
      transpose(chunk, n);
    }
  }

  /**
   * The first {@code 4 blocks} normals of each of some rows, one row after the other.
   *
   * @param to receives floats, {@code rows * 4 * blocks} rounded up to a multiple of {@link #GROUP}
   * @param seeds one a row
   * @param firstRow the first of them
   * @param lanes for {@code 3 * } the number of counters, that is a quarter of the floats
   */
  static void fillRows(MemorySegment to, long[] seeds, int firstRow, int rows, int blocks, long stream, long[] lanes) {
    int counters = (rows * blocks + V32 - 1) / V32 * V32;
    for (int row = 0, c = 0; c < counters; row++) {
      // The counters that fill up the last group repeat a row; nobody reads what they give.
      long seed = seeds[firstRow + Math.min(row, rows - 1)];
      for (int b = 0; b < blocks && c < counters; b++, c++) {
        int at = c / V32 * V32 + PLACES[c % V32];
        lanes[at] = seed & LOW;
        lanes[counters + at] = seed >>> 32;
        lanes[2 * counters + at] = b;
      }
    }
    for (int e = 0; e < 4 * counters; e += CHUNK) {
      int n = Math.min(CHUNK, 4 * counters - e);
      MemorySegment chunk = to.asSlice(4L * e, 4L * n);
      rowWords(chunk, lanes, e / 4, counters, n, stream);
      boxMuller(chunk, n);
      transpose(chunk, n);
    }
  }

  /** {@code to[i] = from[i]} for at least {@code count} floats, as doubles, up to a multiple of {@link #GROUP}. */
  static void widen(MemorySegment from, MemorySegment to, int count) {
    for (long i = 0; i < 4L * count; i += BYTES) {
      FloatVector x = FloatVector.fromMemorySegment(FLOATS, from, i, ORDER);
      ((DoubleVector) x.convertShape(F2D, DOUBLES, 0)).intoMemorySegment(to, 2 * i, ORDER);
      ((DoubleVector) x.convertShape(F2D, DOUBLES, 1)).intoMemorySegment(to, 2 * i + BYTES, ORDER);
    }
  }

  /** The words of {@code n / 4} consecutive counters under one key: words 0, 1, 2, 3 of a group in one vector each. */
  private static void words(MemorySegment to, long counter, int n, long seed, long stream) {
    LongVector even = LongVector.fromArray(LONGS, COUNTERS, 0).add(counter);
    LongVector odd = LongVector.fromArray(LONGS, COUNTERS, V32 / 2).add(counter);
    LongVector streamLow = LongVector.broadcast(LONGS, stream & LOW);
    LongVector streamHigh = LongVector.broadcast(LONGS, stream >>> 32);
    for (int e = 0; e < n; e += GROUP) {
      LongVector a0 = even.add(e >>> 2);
      LongVector a1 = a0.lanewise(LSHR, 32);
      LongVector a2 = streamLow;
      LongVector a3 = streamHigh;
      LongVector b0 = odd.add(e >>> 2);
      LongVector b1 = b0.lanewise(LSHR, 32);
      LongVector b2 = streamLow;
      LongVector b3 = streamHigh;
      int key0 = (int) seed;
      int key1 = (int) (seed >>> 32);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        long k0 = key0 & LOW;
        long k1 = key1 & LOW;
        // The masks are what makes the compiler choose the multiplication of 32 bit halves.
        LongVector p = a0.and(LOW).mul(M0);
        LongVector q = a2.and(LOW).mul(M1);
        LongVector r = b0.and(LOW).mul(M0);
        LongVector s = b2.and(LOW).mul(M1);
        a0 = q.lanewise(LSHR, 32).lanewise(XOR, a1).lanewise(XOR, k0);
        a2 = p.lanewise(LSHR, 32).lanewise(XOR, a3).lanewise(XOR, k1);
        a1 = q;
        a3 = p;
        b0 = s.lanewise(LSHR, 32).lanewise(XOR, b1).lanewise(XOR, k0);
        b2 = r.lanewise(LSHR, 32).lanewise(XOR, b3).lanewise(XOR, k1);
        b1 = s;
        b3 = r;
        key0 += Philox.KEY_STEP_0;
        key1 += Philox.KEY_STEP_1;
      }
      long o = 4L * e;
      a0.and(LOW).or(b0.lanewise(LSHL, 32)).intoMemorySegment(to, o, ORDER);
      a1.and(LOW).or(b1.lanewise(LSHL, 32)).intoMemorySegment(to, o + BYTES, ORDER);
      a2.and(LOW).or(b2.lanewise(LSHL, 32)).intoMemorySegment(to, o + 2 * BYTES, ORDER);
      a3.and(LOW).or(b3.lanewise(LSHL, 32)).intoMemorySegment(to, o + 3 * BYTES, ORDER);
    }
  }

  /** As {@link #words}, with key and counter of each lane from {@code lanes}: low keys, high keys, counters. */
  private static void rowWords(MemorySegment to, long[] lanes, int from, int counters, int n, long stream) {
    LongVector streamLow = LongVector.broadcast(LONGS, stream & LOW);
    LongVector streamHigh = LongVector.broadcast(LONGS, stream >>> 32);
    for (int e = 0; e < n; e += GROUP) {
      int even = from + e / 4;
      int odd = even + V32 / 2;
      LongVector evenKey0 = LongVector.fromArray(LONGS, lanes, even);
      LongVector evenKey1 = LongVector.fromArray(LONGS, lanes, even + counters);
      LongVector oddKey0 = LongVector.fromArray(LONGS, lanes, odd);
      LongVector oddKey1 = LongVector.fromArray(LONGS, lanes, odd + counters);
      LongVector a0 = LongVector.fromArray(LONGS, lanes, even + 2 * counters);
      LongVector a1 = a0.lanewise(LSHR, 32);
      LongVector a2 = streamLow;
      LongVector a3 = streamHigh;
      LongVector b0 = LongVector.fromArray(LONGS, lanes, odd + 2 * counters);
      LongVector b1 = b0.lanewise(LSHR, 32);
      LongVector b2 = streamLow;
      LongVector b3 = streamHigh;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p = a0.and(LOW).mul(M0);
        LongVector q = a2.and(LOW).mul(M1);
        LongVector r = b0.and(LOW).mul(M0);
        LongVector s = b2.and(LOW).mul(M1);
        a0 = q.lanewise(LSHR, 32).lanewise(XOR, a1).lanewise(XOR, evenKey0);
        a2 = p.lanewise(LSHR, 32).lanewise(XOR, a3).lanewise(XOR, evenKey1);
        a1 = q;
        a3 = p;
        b0 = s.lanewise(LSHR, 32).lanewise(XOR, b1).lanewise(XOR, oddKey0);
        b2 = r.lanewise(LSHR, 32).lanewise(XOR, b3).lanewise(XOR, oddKey1);
        b1 = s;
        b3 = r;
        evenKey0 = evenKey0.add(Philox.KEY_STEP_0);
        evenKey1 = evenKey1.add(Philox.KEY_STEP_1);
        oddKey0 = oddKey0.add(Philox.KEY_STEP_0);
        oddKey1 = oddKey1.add(Philox.KEY_STEP_1);
      }
      long o = 4L * e;
      a0.and(LOW).or(b0.lanewise(LSHL, 32)).intoMemorySegment(to, o, ORDER);
      a1.and(LOW).or(b1.lanewise(LSHL, 32)).intoMemorySegment(to, o + BYTES, ORDER);
      a2.and(LOW).or(b2.lanewise(LSHL, 32)).intoMemorySegment(to, o + 2 * BYTES, ORDER);
      a3.and(LOW).or(b3.lanewise(LSHL, 32)).intoMemorySegment(to, o + 3 * BYTES, ORDER);
    }
  }

  /** Two vectors of words to two vectors of normals, in place. The steps are those of the scalar {@code Normals.pair}. */
  private static void boxMuller(MemorySegment data, int n) {
    for (int e = 0; e < n; e += 2 * V32) {
      long o = 4L * e;
      IntVector w0 = IntVector.fromMemorySegment(INTS, data, o, ORDER);
      IntVector w1 = IntVector.fromMemorySegment(INTS, data, o + BYTES, ORDER);

      FloatVector x = ((FloatVector) w0.convertShape(I2F, FLOATS, 0)).add(0.5f);
      IntVector i = x.reinterpretAsInts();
      VectorMask<Integer> upper = i.compare(LT, 0);
      FloatVector f = i.and(0x7fffff).or(0x3f000000).reinterpretAsFloats().sub(1f).blend(x.mul(0x1p-32f), upper.cast(FLOATS));
      FloatVector exponent = (FloatVector) i.lanewise(LSHR, 23).sub(158).blend(0, upper).convertShape(I2F, FLOATS, 0);
      FloatVector p = f.fma(FloatVector.broadcast(FLOATS, L8), FloatVector.broadcast(FLOATS, L7));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L6));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L5));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L4));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L3));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L2));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L1));
      p = p.fma(f, FloatVector.broadcast(FLOATS, L0));
      FloatVector s = p.fma(f, exponent.mul(MINUS_TWO_LN_2));

      FloatVector g = IntVector.broadcast(INTS, ROOT_SEED).sub(s.reinterpretAsInts().lanewise(LSHR, 1)).reinterpretAsFloats();
      FloatVector root = s.mul(g);
      FloatVector q = root.neg().fma(g, FloatVector.broadcast(FLOATS, 1f));
      FloatVector r = q.mul(q.fma(FloatVector.broadcast(FLOATS, 0.375f), FloatVector.broadcast(FLOATS, 0.5f)));
      FloatVector half = g.fma(r, g).mul(0.5f);
      root = root.fma(r, root);
      FloatVector radius = root.neg().fma(root, s).fma(half, root);

      FloatVector t = ((FloatVector) w1.lanewise(LSHL, 2).lanewise(ASHR, 7).convertShape(I2F, FLOATS, 0)).mul(0x1p-24f);
      FloatVector y = t.mul(t);
      FloatVector sine = y.fma(FloatVector.broadcast(FLOATS, S3), FloatVector.broadcast(FLOATS, S2));
      sine = sine.fma(y, FloatVector.broadcast(FLOATS, S1)).fma(y, FloatVector.broadcast(FLOATS, S0)).mul(t);
      FloatVector cosine = y.fma(FloatVector.broadcast(FLOATS, C3), FloatVector.broadcast(FLOATS, C2));
      cosine = cosine.fma(y, FloatVector.broadcast(FLOATS, C1)).fma(y, FloatVector.broadcast(FLOATS, 1f));

      IntVector quarters = w1.add(EIGHTH_TURN);
      IntVector doubled = quarters.lanewise(LSHL, 1);
      VectorMask<Float> swapped = doubled.compare(LT, 0).cast(FLOATS);
      IntVector first = radius.mul(cosine.blend(sine, swapped)).reinterpretAsInts();
      IntVector second = radius.mul(sine.blend(cosine, swapped)).reinterpretAsInts();
      first.lanewise(XOR, quarters.lanewise(XOR, doubled).and(SIGN)).intoMemorySegment(data, o, ORDER);
      second.lanewise(XOR, quarters.and(SIGN)).intoMemorySegment(data, o + BYTES, ORDER);
    }
  }

  /** Four vectors, of the first to the fourth normals of V counters, to those of a counter side by side: 4 x 4 within 128 bits. */
  private static void transpose(MemorySegment data, int n) {
    for (int e = 0; e < n; e += GROUP) {
      long o = 4L * e;
      LongVector z0 = LongVector.fromMemorySegment(LONGS, data, o, ORDER);
      LongVector z1 = LongVector.fromMemorySegment(LONGS, data, o + BYTES, ORDER);
      LongVector z2 = LongVector.fromMemorySegment(LONGS, data, o + 2 * BYTES, ORDER);
      LongVector z3 = LongVector.fromMemorySegment(LONGS, data, o + 3 * BYTES, ORDER);
      LongVector even01 = z0.and(LOW).or(z1.lanewise(LSHL, 32));
      LongVector odd01 = z0.lanewise(LSHR, 32).or(z1.and(~LOW));
      LongVector even23 = z2.and(LOW).or(z3.lanewise(LSHL, 32));
      LongVector odd23 = z2.lanewise(LSHR, 32).or(z3.and(~LOW));
      even01.blend(even23.rearrange(NEIGHBOUR), ODD).intoMemorySegment(data, o, ORDER);
      odd01.blend(odd23.rearrange(NEIGHBOUR), ODD).intoMemorySegment(data, o + BYTES, ORDER);
      even01.rearrange(NEIGHBOUR).blend(even23, ODD).intoMemorySegment(data, o + 2 * BYTES, ORDER);
      odd01.rearrange(NEIGHBOUR).blend(odd23, ODD).intoMemorySegment(data, o + 3 * BYTES, ORDER);
    }
  }
}
