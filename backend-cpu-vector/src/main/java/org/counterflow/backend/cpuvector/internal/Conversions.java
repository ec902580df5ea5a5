package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.internal.arithmetic.Half;
import org.counterflow.api.tensor.Precision;

/**
 * Values of one precision to another, block by block over arrays, whose loops the compiler turns into vector loops by itself. On the
 * calling thread: host memory may be confined to it.
 */
final class Conversions {
  private static final int BLOCK = Scratch.BLOCK;

  private Conversions() {}

  /** {@code to = scale * from}, both [count]. */
  static void store(MemorySegment from, Precision own, double scale, Precision precision, MemorySegment to, long count) {
    if (own == precision && scale == 1) to.copyFrom(from);
    else if (own == Precision.F32) storeFloats(from, (float) scale, precision, to, count);
    else storeDoubles(from, scale, precision, to, count);
  }

  private static void storeFloats(MemorySegment from, float scale, Precision precision, MemorySegment to, long count) {
    var x = new float[BLOCK];
    var half = new short[BLOCK];
    var wide = new double[BLOCK];
    for (long at = 0; at < count; at += BLOCK) {
      int n = (int) Math.min(BLOCK, count - at);
      MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, 4 * at, x, 0, n);
      for (int i = 0; i < n; i++) x[i] *= scale;
      switch (precision) {
        case F16 -> {
          for (int i = 0; i < n; i++) half[i] = Float.floatToFloat16(x[i]);
          MemorySegment.copy(half, 0, to, JAVA_SHORT_UNALIGNED, 2 * at, n);
        }
        case F32 -> MemorySegment.copy(x, 0, to, JAVA_FLOAT_UNALIGNED, 4 * at, n);
        case F64 -> {
          for (int i = 0; i < n; i++) wide[i] = x[i];
          MemorySegment.copy(wide, 0, to, JAVA_DOUBLE_UNALIGNED, 8 * at, n);
        }
      }
    }
  }

  private static void storeDoubles(MemorySegment from, double scale, Precision precision, MemorySegment to, long count) {
    var x = new double[BLOCK];
    var half = new short[BLOCK];
    var single = new float[BLOCK];
    for (long at = 0; at < count; at += BLOCK) {
      int n = (int) Math.min(BLOCK, count - at);
      MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, 8 * at, x, 0, n);
      for (int i = 0; i < n; i++) x[i] *= scale;
      switch (precision) {
        case F16 -> {
          for (int i = 0; i < n; i++) half[i] = Half.of(x[i]);
          MemorySegment.copy(half, 0, to, JAVA_SHORT_UNALIGNED, 2 * at, n);
        }
        case F32 -> {
          for (int i = 0; i < n; i++) single[i] = (float) x[i];
          MemorySegment.copy(single, 0, to, JAVA_FLOAT_UNALIGNED, 4 * at, n);
        }
        case F64 -> MemorySegment.copy(x, 0, to, JAVA_DOUBLE_UNALIGNED, 8 * at, n);
      }
    }
  }

  /** {@code to = from}, both [count]. */
  static void load(MemorySegment from, Precision precision, MemorySegment to, Precision own, long count) {
    if (own == precision) {
      to.copyFrom(from);
      return;
    }
    var half = new short[BLOCK];
    var single = new float[BLOCK];
    var wide = new double[BLOCK];
    for (long at = 0; at < count; at += BLOCK) {
      int n = (int) Math.min(BLOCK, count - at);
      switch (precision) {
        case F16 -> {
          MemorySegment.copy(from, JAVA_SHORT_UNALIGNED, 2 * at, half, 0, n);
          for (int i = 0; i < n; i++) single[i] = Float.float16ToFloat(half[i]);
        }
        case F32 -> MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, 4 * at, single, 0, n);
        case F64 -> {
          MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, 8 * at, wide, 0, n);
          for (int i = 0; i < n; i++) single[i] = (float) wide[i];
        }
      }
      if (own == Precision.F32) {
        MemorySegment.copy(single, 0, to, JAVA_FLOAT_UNALIGNED, 4 * at, n);
      } else {
        for (int i = 0; i < n; i++) wide[i] = single[i];
        MemorySegment.copy(wide, 0, to, JAVA_DOUBLE_UNALIGNED, 8 * at, n);
      }
    }
  }
}
