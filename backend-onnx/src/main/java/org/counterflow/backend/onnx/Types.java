package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Locale;
import org.counterflow.api.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/** The runtime's element types and ours. */
final class Types {
  private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private Types() {}

  /** The type of a model's tensor, or null if values cannot have it; unsigned integers, which Java's type hides, are none of ours. */
  static @Nullable ElementType of(OnnxTensorType t) {
    return switch (t) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.FLOAT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FLOAT;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.DOUBLE;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
      default -> null;
    };
  }

  /** As the runtime's Java interface names it. */
  static OnnxJavaType of(ElementType t) {
    return switch (t) {
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case FLOAT -> OnnxJavaType.FLOAT;
      case DOUBLE -> OnnxJavaType.DOUBLE;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case BOOL -> OnnxJavaType.BOOL;
    };
  }

  /** As files name it: {@code uint8}. */
  static String name(OnnxTensorType t) {
    return t.name().replace(PREFIX, "").toLowerCase(Locale.ROOT);
  }
}
