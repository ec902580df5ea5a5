package org.counterflow.api.backend;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/**
 * Arithmetic in one memory and one precision.
 *
 * <p>Only {@link #allocate}, {@link #combine}, {@link #upload}, {@link #download} and {@link #close} must be written; everything else
 * has a slow, correct default that a backend overrides where a profile says so. All results are specified to the bit in
 * {@code docs/arithmetic.md}: two backends of one precision give equal bits, and a backend that does not is wrong. In host memory
 * {@link HostMemory} allocates, and {@link ReferenceNoise} is the noise.
 *
 * <p>Buffers are [samples, elements], in the backend's precision. A buffer of one sample counts for every row where it is read.
 * {@code out} may be one of the inputs. Calls from several threads are allowed as long as no buffer is written by one and used by another.
 */
public interface Backend extends AutoCloseable {
  /** The id its provider has. */
  String id();

  /** {@link Precision#F32} or {@link Precision#F64}. */
  Precision precision();

  /** Where its buffers live. */
  Memory memory();

  /**
   * Whether its buffers can be held in a memory without a copy: always in its own; in host memory too where a device works on that. Then
   * networks that take values there read and write the buffers themselves.
   */
  default boolean reaches(Memory where) {
    return memory().equals(where);
  }

  /**
   * New values, all +0.
   *
   * @param samples rows, at least 1
   * @param elements of a row, at least 1
   * @throws BackendException if there is no memory for it
   */
  Buffer allocate(long samples, long elements);

  /**
   * {@code out = sum_k c_k in_k}: a chain of fma in the order of the terms, row by row, zero coefficients dropped; the coefficients
   * are rounded to the backend's precision once. A noise term is the specified standard normals ({@link ReferenceNoise}), made from the
   * row's seed where they are added.
   *
   * @throws IllegalArgumentException if a shape does not fit
   */
  void combine(Buffer out, Terms terms);

  /** Copies values of the backend's precision, row-major in native order, from host memory; {@code from} has exactly the buffer's size. */
  void upload(MemorySegment from, Buffer to);

  /** Copies values in the backend's precision, row-major in native order, to host memory; {@code to} has exactly the buffer's size. */
  void download(Buffer from, MemorySegment to);

  /** Releases what the backend holds, its buffers included. Idempotent. */
  @Override
  void close();

  /** {@code to = scale * from}, the product rounded in the backend's precision, then to nearest even in {@code precision}. */
  default void convert(Buffer from, double scale, Precision precision, MemorySegment to) {
    Defaults.convert(this, from, scale, precision, to);
  }

  /** {@code to = from}, values of {@code precision} in host memory, rounded to nearest even where the backend's is narrower. */
  default void convert(MemorySegment from, Precision precision, Buffer to) {
    Defaults.convert(this, from, precision, to);
  }

  /** {@code sum_i a_i b_i} of each row, by 64 partial sums. */
  default double[] dot(Buffer a, Buffer b) {
    return Defaults.dot(this, a, b);
  }

  /** {@code sum_i a_i / n} of each row, by 64 partial sums. */
  default double[] mean(Buffer a) {
    return Defaults.mean(this, a);
  }

  /** {@code sqrt(sum_i a_i^2 / n)} of each row, by 64 partial sums. */
  default double[] norm(Buffer a) {
    return Defaults.norm(this, a);
  }

  /** The {@link #norm} of {@code e_i / max(absolute, relative max(|x_i|, |y_i|))} of each row. */
  default double[] errorNorm(Buffer e, Buffer x, Buffer y, Tolerance t) {
    return Defaults.errorNorm(this, e, x, y, t);
  }

  /**
   * The quantile of |a| of each row: position {@code q (n - 1)} of the sorted values, linear between neighbours.
   *
   * @param q in [0, 1]
   */
  default double[] quantileOfAbs(Buffer a, double q) {
    return Defaults.quantileOfAbs(this, a, q);
  }

  /** The first row that holds a value which is not finite, or -1. */
  default long firstNotFinite(Buffer a) {
    return Defaults.firstNotFinite(this, a);
  }

  /**
   * {@code out = min(max(a, -bound), bound)}.
   *
   * @param bound one, or one a row; each at least 0
   */
  default void clamp(Buffer a, double[] bound, Buffer out) {
    Defaults.clamp(this, a, bound, out);
  }

  /** {@code out = a b}, element by element. */
  default void multiply(Buffer a, Buffer b, Buffer out) {
    Defaults.multiply(this, a, b, out);
  }

  /** {@code out = fma(m, a, fma(-m, b, b))}: exactly a where m is 1, exactly b where it is 0. */
  default void blend(Buffer m, Buffer a, Buffer b, Buffer out) {
    Defaults.blend(this, m, a, b, out);
  }

  /** {@code out = e^a}, element by element, by the specified polynomial. */
  default void exp(Buffer a, Buffer out) {
    Defaults.exp(this, a, out);
  }

  /**
   * {@code out = E[x_0 | alpha x_0 + sigma z = x]} under the mixture, row by row.
   *
   * @param alpha signal coefficient, above 0
   * @param sigma noise coefficient, above 0
   */
  default void mixturePosterior(Mixture mixture, double alpha, double sigma, Buffer x, Buffer out) {
    Defaults.mixturePosterior(this, mixture, alpha, sigma, x, out);
  }
}
