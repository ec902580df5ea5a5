package org.counterflow.benchmarks;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The noise kernel by itself, as it was when its definition was settled: the yardstick of {@link NoiseBenchmark}, frozen. Three short
 * loops over 1024 elements: Philox words in 64-bit lanes, Box-Muller, a transpose to four normals a counter.
 */
final class PrototypeNoise {
  private static final VectorShape SHAPE =
      IntVector.SPECIES_PREFERRED.vectorBitSize() > 512 ? VectorShape.S_512_BIT : IntVector.SPECIES_PREFERRED.vectorShape();
  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, SHAPE);
  private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);
  private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, SHAPE);
  private static final int V = I.length();
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final long MASK = 0xffffffffL;
  private static final long[] LANE = new long[V];
  private static final VectorShuffle<Long> SWAP = VectorShuffle.fromOp(L, i -> i ^ 1);
  private static final VectorMask<Long> ODD;

  static {
    for (int l = 0; l < V; l++) LANE[(l & 1) * (V / 2) + l / 2] = V / 4 * (l % 4) + l / 4;
    var odd = new boolean[L.length()];
    for (int i = 1; i < odd.length; i += 2) odd[i] = true;
    ODD = VectorMask.fromArray(L, odd, 0);
  }

  private PrototypeNoise() {}

  /** The first {@code count} normals, a multiple of 1024. */
  static void fill(MemorySegment to, long count, long seed, long stream) {
    for (long e = 0; e < count; e += 1024) {
      words(to, 4 * e, e >>> 2, seed, stream);
      boxMuller(to, 4 * e);
      transpose(to, 4 * e);
    }
  }

  private static void words(MemorySegment to, long at, long first, long seed, long stream) {
    LongVector a00 = LongVector.fromArray(L, LANE, 0).add(first), b00 = LongVector.fromArray(L, LANE, V / 2).add(first);
    LongVector low = LongVector.broadcast(L, stream & MASK), high = LongVector.broadcast(L, stream >>> 32);
    for (int e = 0; e < 1024; e += 4 * V) {
      LongVector a0 = a00.add(e >>> 2), a1 = a0.lanewise(LSHR, 32), a2 = low, a3 = high;
      LongVector b0 = b00.add(e >>> 2), b1 = b0.lanewise(LSHR, 32), b2 = low, b3 = high;
      int k0 = (int) seed, k1 = (int) (seed >>> 32);
      for (int i = 0; i < 10; i++) {
        long x = k0 & MASK, y = k1 & MASK;
        LongVector p = a0.and(MASK).mul(M0), q = a2.and(MASK).mul(M1), r = b0.and(MASK).mul(M0), s = b2.and(MASK).mul(M1);
        a0 = q.lanewise(LSHR, 32).lanewise(XOR, a1).lanewise(XOR, x);
        a2 = p.lanewise(LSHR, 32).lanewise(XOR, a3).lanewise(XOR, y);
        a1 = q;
        a3 = p;
        b0 = s.lanewise(LSHR, 32).lanewise(XOR, b1).lanewise(XOR, x);
        b2 = r.lanewise(LSHR, 32).lanewise(XOR, b3).lanewise(XOR, y);
        b1 = s;
        b3 = r;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
      }
      long o = at + 4L * e;
      a0.and(MASK).or(b0.lanewise(LSHL, 32)).intoMemorySegment(to, o, LE);
      a1.and(MASK).or(b1.lanewise(LSHL, 32)).intoMemorySegment(to, o + 4 * V, LE);
      a2.and(MASK).or(b2.lanewise(LSHL, 32)).intoMemorySegment(to, o + 8 * V, LE);
      a3.and(MASK).or(b3.lanewise(LSHL, 32)).intoMemorySegment(to, o + 12 * V, LE);
    }
  }

  private static FloatVector all(float v) {
    return FloatVector.broadcast(F, v);
  }

  private static void boxMuller(MemorySegment d, long at) {
    FloatVector l0 = all(-2f), l1 = all(0x1.fffecp-1f), l2 = all(-0x1.55a3a8p-1f), l3 = all(0x1.f30fdcp-2f), l4 = all(-0x1.0e050ap-1f),
        l5 = all(-0x1.729782p-2f), l6 = all(-0x1.356e66p1f), l7 = all(-0x1.a3bc4ep1f), l8 = all(-0x1.6a1fep1f);
    FloatVector s0 = all(0x1.921fb4p-1f), s1 = all(-0x1.4abba8p-4f), s2 = all(0x1.465a3ep-9f), s3 = all(-0x1.2cf5d4p-15f);
    FloatVector c1 = all(-0x1.3bd3a2p-2f), c2 = all(0x1.03b162p-6f), c3 = all(-0x1.4ea9e8p-12f), one = all(1f), half = all(.5f), k = all(.375f);
    IntVector root = IntVector.broadcast(I, 0x5f3759df);
    for (int e = 0; e < 1024; e += 2 * V) {
      long o = at + 4L * e;
      IntVector w0 = IntVector.fromMemorySegment(I, d, o, LE), w1 = IntVector.fromMemorySegment(I, d, o + 4 * V, LE);
      FloatVector x = ((FloatVector) w0.convertShape(I2F, F, 0)).add(0.5f);
      IntVector i = x.reinterpretAsInts();
      VectorMask<Integer> negative = i.compare(LT, 0);
      FloatVector f = i.lanewise(AND, 0x7fffff).lanewise(OR, 0x3f000000).reinterpretAsFloats().sub(1f)
          .blend(x.mul(0x1p-32f), negative.cast(F));
      FloatVector ex = ((FloatVector) i.lanewise(LSHR, 23).sub(158).blend(0, negative).convertShape(I2F, F, 0)).mul(-0x1.62e43p0f);
      FloatVector p = f.fma(l8, l7).fma(f, l6).fma(f, l5).fma(f, l4).fma(f, l3).fma(f, l2).fma(f, l1).fma(f, l0).fma(f, ex);
      FloatVector g = root.sub(p.reinterpretAsInts().lanewise(LSHR, 1)).reinterpretAsFloats();
      FloatVector a = p.mul(g), q = a.neg().fma(g, one), r = q.mul(q.fma(k, half)), h = g.fma(r, g).mul(half);
      a = a.fma(r, a);
      FloatVector radius = a.neg().fma(a, p).fma(h, a);
      FloatVector t = ((FloatVector) w1.lanewise(LSHL, 2).lanewise(ASHR, 7).convertShape(I2F, F, 0)).mul(0x1p-24f), y = t.mul(t);
      FloatVector s = y.fma(s3, s2).fma(y, s1).fma(y, s0).mul(t), c = y.fma(c3, c2).fma(y, c1).fma(y, one);
      IntVector b = w1.add(0x20000000), b2 = b.lanewise(LSHL, 1);
      VectorMask<Float> swap = b2.compare(LT, 0).cast(F);
      radius.mul(c.blend(s, swap)).reinterpretAsInts().lanewise(XOR, b.lanewise(XOR, b2).lanewise(AND, 0x80000000))
          .intoMemorySegment(d, o, LE);
      radius.mul(s.blend(c, swap)).reinterpretAsInts().lanewise(XOR, b.lanewise(AND, 0x80000000)).intoMemorySegment(d, o + 4 * V, LE);
    }
  }

  private static void transpose(MemorySegment d, long at) {
    for (int e = 0; e < 1024; e += 4 * V) {
      long o = at + 4L * e;
      LongVector u0 = LongVector.fromMemorySegment(L, d, o, LE), u1 = LongVector.fromMemorySegment(L, d, o + 4 * V, LE),
          u2 = LongVector.fromMemorySegment(L, d, o + 8 * V, LE), u3 = LongVector.fromMemorySegment(L, d, o + 12 * V, LE);
      LongVector p01 = u0.and(MASK).or(u1.lanewise(LSHL, 32)), q01 = u0.lanewise(LSHR, 32).or(u1.and(~MASK));
      LongVector p23 = u2.and(MASK).or(u3.lanewise(LSHL, 32)), q23 = u2.lanewise(LSHR, 32).or(u3.and(~MASK));
      p01.blend(p23.rearrange(SWAP), ODD).intoMemorySegment(d, o, LE);
      q01.blend(q23.rearrange(SWAP), ODD).intoMemorySegment(d, o + 4 * V, LE);
      p01.rearrange(SWAP).blend(p23, ODD).intoMemorySegment(d, o + 8 * V, LE);
      q01.rearrange(SWAP).blend(q23, ODD).intoMemorySegment(d, o + 12 * V, LE);
    }
  }
}
