/**
 * Networks on ONNX Runtime.
 *
 * <p>{@link org.counterflow.backend.onnx.OnnxNetwork} opens a file; the rest is found by the registry.
 */
package org.counterflow.backend.onnx;
