/**
 * The SIMD backend: one file a family of kernels, single precision in {@code *32}, double in {@code *64}. Most of the latter are made of
 * the former by the build; {@code Functions32} and {@code Functions64} are what is not the same in both.
 *
 * <p>Three habits keep the compiler's output fast. The species are constants; loops count in {@code long} over off-heap segments or in
 * {@code int} over arrays; and a hot loop is short and calls one small method of ours at most, because past the compiler's node limit a
 * helper is not inlined and every vector that crosses the call is put on the heap (six times slower, measured on the noise).
 */
package org.counterflow.backend.cpuvector.internal;
