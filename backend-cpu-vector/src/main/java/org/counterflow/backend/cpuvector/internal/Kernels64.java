package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Mixture;

/** The kernels in double precision. */
final class Kernels64 implements Kernels {
  @Override
  public int bytes() {
    return Double.BYTES;
  }

  @Override
  public void fill(MemorySegment to, double value) {
    for (long i = 0; i < to.byteSize(); i += Double.BYTES) to.set(JAVA_DOUBLE, i, value);
  }

  @Override
  public void chain(Chain chain, MemorySegment out, long at, long count) {
    Chain64.run(chain, out, at, count);
  }

  @Override
  public void noise(MemorySegment to, Scratch scratch, long first, int count, long seed, long stream) {
    NoiseKernel.fill(scratch.floats, first, count, seed, stream);
    NoiseKernel.widen(scratch.floats, to, count);
  }

  @Override
  public PackedRows packed(MemorySegment out, int elements) {
    return new PackedRows64(out, elements);
  }

  @Override
  public void multiply(MemorySegment a, MemorySegment b, MemorySegment out) {
    Elementwise64.multiply(a, b, out);
  }

  @Override
  public void blend(MemorySegment m, MemorySegment a, MemorySegment b, MemorySegment out) {
    Elementwise64.blend(m, a, b, out);
  }

  @Override
  public void clamp(MemorySegment a, double bound, MemorySegment out) {
    Elementwise64.clamp(a, bound, out);
  }

  @Override
  public void exp(MemorySegment a, MemorySegment out) {
    Elementwise64.exp(a, out);
  }

  @Override
  public void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, double absolute, double relative, MemorySegment out) {
    Elementwise64.scaledError(e, x, y, absolute, relative, out);
  }

  @Override
  public Sums sums() {
    return new Reduce64();
  }

  @Override
  public Sums shortSums(int elements) {
    return new ShortSums64(elements);
  }

  @Override
  public long firstNotFinite(MemorySegment a) {
    return Elementwise64.firstNotFinite(a);
  }

  @Override
  public double quantileOfAbs(MemorySegment a, double q) {
    return Quantile64.ofAbs(a, q);
  }

  @Override
  public Posterior posterior(Mixture mixture) {
    return new Posterior64(mixture);
  }
}
