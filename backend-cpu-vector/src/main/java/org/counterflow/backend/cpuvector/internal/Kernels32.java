// The build makes Kernels64 of this file (pom.xml): write what holds in both precisions, the rest belongs into Functions32 and 64.
package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Mixture;

/** The kernels in single precision. */
@SuppressWarnings("cast")
final class Kernels32 implements Kernels {
  @Override
  public int bytes() {
    return Float.BYTES;
  }

  @Override
  public void fill(MemorySegment to, double value) {
    for (long i = 0; i < to.byteSize(); i += Float.BYTES) to.set(JAVA_FLOAT, i, (float) value);
  }

  @Override
  public void chain(Chain chain, MemorySegment out, long at, long count) {
    Chain32.run(chain, out, at, count);
  }

  @Override
  public void noise(MemorySegment to, Scratch scratch, long first, int count, long seed, long stream) {
    Functions32.noise(to, scratch, first, count, seed, stream);
  }

  @Override
  public PackedRows packed(MemorySegment out, int elements) {
    return new PackedRows32(out, elements);
  }

  @Override
  public void multiply(MemorySegment a, MemorySegment b, MemorySegment out) {
    Elementwise32.multiply(a, b, out);
  }

  @Override
  public void blend(MemorySegment m, MemorySegment a, MemorySegment b, MemorySegment out) {
    Elementwise32.blend(m, a, b, out);
  }

  @Override
  public void clamp(MemorySegment a, double bound, MemorySegment out) {
    Elementwise32.clamp(a, (float) bound, out);
  }

  @Override
  public void exp(MemorySegment a, MemorySegment out) {
    Elementwise32.exp(a, out);
  }

  @Override
  public void scaledError(MemorySegment e, MemorySegment x, MemorySegment y, double absolute, double relative, MemorySegment out) {
    Elementwise32.scaledError(e, x, y, (float) absolute, (float) relative, out);
  }

  @Override
  public Sums sums() {
    return new Reduce32();
  }

  @Override
  public Sums shortSums(int elements) {
    return new ShortSums32(elements);
  }

  @Override
  public long firstNotFinite(MemorySegment a) {
    return Elementwise32.firstNotFinite(a);
  }

  @Override
  public double quantileOfAbs(MemorySegment a, double q) {
    return Quantile32.ofAbs(a, q);
  }

  @Override
  public Posterior posterior(Mixture mixture) {
    return new Posterior32(mixture);
  }
}
