package org.counterflow.tck.internal;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** The plain backend in double precision, with the values counted that go to the host or come from there. */
public final class CountedBackend implements Backend {
  private final Backend inner = Plain.f64();
  private final AtomicLong transfers = new AtomicLong();

  /** Copies to the host and from it so far. */
  public long transfers() {
    return transfers.get();
  }

  @Override
  public String id() {
    return inner.id();
  }

  @Override
  public Precision precision() {
    return inner.precision();
  }

  @Override
  public Memory memory() {
    return inner.memory();
  }

  @Override
  public Buffer allocate(long samples, long elements) {
    return inner.allocate(samples, elements);
  }

  @Override
  public void combine(Buffer out, Terms terms) {
    inner.combine(out, terms);
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    transfers.incrementAndGet();
    inner.upload(from, to);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    transfers.incrementAndGet();
    inner.download(from, to);
  }

  @Override
  public void convert(Buffer from, double scale, Precision precision, MemorySegment to) {
    transfers.incrementAndGet();
    inner.convert(from, scale, precision, to);
  }

  @Override
  public void convert(MemorySegment from, Precision precision, Buffer to) {
    transfers.incrementAndGet();
    inner.convert(from, precision, to);
  }

  @Override
  public double[] dot(Buffer a, Buffer b) {
    return inner.dot(a, b);
  }

  @Override
  public double[] mean(Buffer a) {
    return inner.mean(a);
  }

  @Override
  public double[] norm(Buffer a) {
    return inner.norm(a);
  }

  @Override
  public double[] errorNorm(Buffer e, Buffer x, Buffer y, Tolerance t) {
    return inner.errorNorm(e, x, y, t);
  }

  @Override
  public double[] quantileOfAbs(Buffer a, double q) {
    return inner.quantileOfAbs(a, q);
  }

  @Override
  public long firstNotFinite(Buffer a) {
    return inner.firstNotFinite(a);
  }

  @Override
  public void clamp(Buffer a, double[] bound, Buffer out) {
    inner.clamp(a, bound, out);
  }

  @Override
  public void multiply(Buffer a, Buffer b, Buffer out) {
    inner.multiply(a, b, out);
  }

  @Override
  public void blend(Buffer m, Buffer a, Buffer b, Buffer out) {
    inner.blend(m, a, b, out);
  }

  @Override
  public void exp(Buffer a, Buffer out) {
    inner.exp(a, out);
  }

  @Override
  public void mixturePosterior(Mixture mixture, double alpha, double sigma, Buffer x, Buffer out) {
    inner.mixturePosterior(mixture, alpha, sigma, x, out);
  }

  @Override
  public void close() {
    inner.close();
  }
}
