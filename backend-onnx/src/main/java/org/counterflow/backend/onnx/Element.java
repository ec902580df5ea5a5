package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.counterflow.api.tensor.Precision;
import org.jspecify.annotations.Nullable;

/** The element types that a network may have at its edges. */
enum Element {
  F16(OnnxJavaType.FLOAT16, Precision.F16, 2, "float16"),
  F32(OnnxJavaType.FLOAT, Precision.F32, 4, "float"),
  F64(OnnxJavaType.DOUBLE, Precision.F64, 8, "double"),
  I32(OnnxJavaType.INT32, null, 4, "int32"),
  I64(OnnxJavaType.INT64, null, 8, "int64");

  final OnnxJavaType type;
  final @Nullable Precision precision;
  final int bytes;
  private final String text;

  Element(OnnxJavaType type, @Nullable Precision precision, int bytes, String text) {
    this.type = type;
    this.precision = precision;
    this.bytes = bytes;
    this.text = text;
  }

  /** The element of a model's type, or null if there is none; unsigned integers, which Java's type hides, are none. */
  static @Nullable Element of(OnnxTensorType t) {
    return switch (t) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> F16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> F32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> F64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> I32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> I64;
      default -> null;
    };
  }

  static Element of(Precision p) {
    return switch (p) {
      case F16 -> F16;
      case F32 -> F32;
      case F64 -> F64;
    };
  }

  boolean isInteger() {
    return precision == null;
  }

  /** Whether {@code v} can be stored, rounded but not cut off; floating-point types take everything. */
  boolean holds(double v) {
    return switch (this) {
      case I32 -> Math.abs(Math.rint(v)) <= Integer.MAX_VALUE;
      case I64 -> Math.abs(v) < 0x1p63;
      default -> true;
    };
  }

  /** Stores {@code v} as element {@code i}, rounded half-even. */
  void put(MemorySegment to, long i, double v) {
    switch (this) {
      case F16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) v));
      case F32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) v);
      case F64 -> to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, v);
      case I32 -> to.setAtIndex(ValueLayout.JAVA_INT, i, (int) Math.rint(v));
      case I64 -> to.setAtIndex(ValueLayout.JAVA_LONG, i, (long) Math.rint(v));
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
