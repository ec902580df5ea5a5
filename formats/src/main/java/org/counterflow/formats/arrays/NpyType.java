package org.counterflow.formats.arrays;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How the elements of an {@code .npy} file are stored. */
public enum NpyType {
  /** Truth values, 0 or 1. */
  BOOL("b1", 1),
  /** Signed bytes. */
  INT8("i1", 1),
  /** Unsigned bytes. */
  UINT8("u1", 1),
  /** Signed 16-bit integers. */
  INT16("i2", 2),
  /** Unsigned 16-bit integers. */
  UINT16("u2", 2),
  /** Signed 32-bit integers. */
  INT32("i4", 4),
  /** Unsigned 32-bit integers. */
  UINT32("u4", 4),
  /** Signed 64-bit integers. */
  INT64("i8", 8),
  /** IEEE half precision. */
  FLOAT16("f2", 2),
  /** IEEE single precision. */
  FLOAT32("f4", 4),
  /** IEEE double precision. */
  FLOAT64("f8", 8);

  private final String code;
  private final int bytes;

  NpyType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** NumPy's code without byte order: {@code f4}. */
  public String code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are whole numbers. */
  public boolean isInteger() {
    return this != FLOAT16 && this != FLOAT32 && this != FLOAT64;
  }

  /** The type of a code without byte order, or null. */
  static @Nullable NpyType of(String code) {
    for (NpyType t : values()) if (t.code.equals(code)) return t;
    return null;
  }

  /** The next {@code n} elements; a 64-bit integer is rounded. */
  void get(ByteBuffer b, double[] to, int at, int n) {
    switch (this) {
      case BOOL, UINT8 -> {
        for (int i = 0; i < n; i++) to[at + i] = b.get() & 0xff;
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) to[at + i] = Float.float16ToFloat(b.getShort());
      }
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) to[at + i] = b.getFloat();
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++) to[at + i] = b.getDouble();
      }
      default -> {
        for (int i = 0; i < n; i++) to[at + i] = whole(b);
      }
    }
  }

  /** The next element of an integer type. */
  long whole(ByteBuffer b) {
    return switch (this) {
      case BOOL, UINT8 -> b.get() & 0xff;
      case INT8 -> b.get();
      case INT16 -> b.getShort();
      case UINT16 -> b.getShort() & 0xffff;
      case INT32 -> b.getInt();
      case UINT32 -> b.getInt() & 0xffffffffL;
      case INT64 -> b.getLong();
      default -> throw new IllegalStateException(this + " is no integer type");
    };
  }
}
