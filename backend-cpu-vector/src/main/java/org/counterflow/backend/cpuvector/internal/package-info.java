/**
 * The SIMD backend: one file a family of kernels, single precision in {@code *32}, double in {@code *64}.
 *
 * <p>Three habits keep the compiler's output fast. The species are constants; loops count in {@code long} over off-heap segments or in
 * {@code int} over arrays; and a hot loop is short and calls no method of ours, because past the compiler's node limit a helper is not
 * inlined and every vector that crosses the call is put on the heap (six times slower, measured on the noise).
 */
package org.counterflow.backend.cpuvector.internal;
