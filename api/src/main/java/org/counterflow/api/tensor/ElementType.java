package org.counterflow.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.counterflow.api.internal.arithmetic.Half;

/**
 * How one element of a network's value is stored: native byte order, booleans as bytes 0 and 1. Arithmetic knows only the
 * {@link Precision}s among them.
 */
public enum ElementType {
  /** IEEE half precision. */
  FLOAT16(2),
  /** IEEE single precision. */
  FLOAT(4),
  /** IEEE double precision. */
  DOUBLE(8),
  /** Whole numbers of 32 bits: tokens, labels. */
  INT32(4),
  /** Whole numbers of 64 bits: tokens, labels, time steps. */
  INT64(8),
  /** True or false: masks. */
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of a precision. */
  public static ElementType of(Precision p) {
    return switch (p) {
      case F16 -> FLOAT16;
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
    };
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether it is a floating-point type. */
  public boolean isFloat() {
    return this == FLOAT16 || this == FLOAT || this == DOUBLE;
  }

  /**
   * The precision of this type.
   *
   * @throws IllegalStateException if it is no floating-point type
   */
  public Precision precision() {
    return switch (this) {
      case FLOAT16 -> Precision.F16;
      case FLOAT -> Precision.F32;
      case DOUBLE -> Precision.F64;
      default -> throw new IllegalStateException(this + " is no floating-point type");
    };
  }

  /**
   * Whether a number can be stored: rounded, not cut off. Floating-point types take every number, {@link #BOOL} 0 and 1.
   */
  public boolean holds(double v) {
    return switch (this) {
      case INT32 -> Math.abs(Math.rint(v)) <= Integer.MAX_VALUE;
      case INT64 -> Math.abs(v) < 0x1p63;
      case BOOL -> v == 0 || v == 1;
      default -> true;
    };
  }

  /** Element {@code i} of a segment as a number; whole numbers beyond 2^53 are rounded. */
  public double get(MemorySegment s, long i) {
    return switch (this) {
      case FLOAT16 -> Half.toFloat(s.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i));
      case FLOAT -> s.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
      case DOUBLE -> s.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
      case INT32 -> s.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
      case INT64 -> s.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
      case BOOL -> s.get(ValueLayout.JAVA_BYTE, i);
    };
  }

  /** Stores a number as element {@code i} of a segment, rounded half-even; what {@link #holds} refuses is cut off. */
  public void put(MemorySegment s, long i, double v) {
    switch (this) {
      case FLOAT16 -> s.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, Half.of(v));
      case FLOAT -> s.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) v);
      case DOUBLE -> s.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, v);
      case INT32 -> s.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, (int) Math.rint(v));
      case INT64 -> s.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, (long) Math.rint(v));
      case BOOL -> s.set(ValueLayout.JAVA_BYTE, i, (byte) (v == 0 ? 0 : 1));
    }
  }

  /** As files name it: {@code float16}, {@code float}, {@code double}, {@code int32}, {@code int64}, {@code bool}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
