package org.counterflow.api.internal.plain;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** Scalar arithmetic on off-heap memory. Sums are made here; everything else is the defaults of {@link Backend}. */
final class PlainBackend implements Backend {
  static final String ID = "java";

  private final Precision precision;
  private final HostMemory memory;

  PlainBackend(Precision precision) {
    this.precision = precision;
    memory = new HostMemory(ID, precision);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Buffer allocate(long samples, long elements) {
    return memory.allocate(samples, elements);
  }

  @Override
  public void combine(Buffer out, Terms terms) {
    Buffer target = own(out);
    for (Term term : terms.list()) check(target, term, terms.seeds());
    if (precision == Precision.F32) SumF32.combine(target, terms);
    else SumF64.combine(target, terms);
  }

  private void check(Buffer out, Term term, long[] seeds) {
    int coefficients = term.coefficients().length;
    if (coefficients != 1 && coefficients != out.samples())
      throw new IllegalArgumentException(coefficients + " coefficients for " + out.samples() + " rows; a term has one, or one a row");
    switch (term) {
      case Term.OfBuffer t -> {
        Buffer in = own(t.input());
        if (in.elements() != out.elements() || in.samples() != 1 && in.samples() != out.samples())
          throw new IllegalArgumentException("the input is a " + in + ", the output a " + out);
        if (in.segment().asOverlappingSlice(out.segment()).filter(s -> s.byteSize() != out.segment().byteSize()).isPresent())
          throw new IllegalArgumentException("the input shares some rows with the output; it must be the output itself or share none");
      }
      case Term.OfNoise _ -> {
        if (seeds.length != out.samples())
          throw new IllegalArgumentException(seeds.length + " seeds for " + out.samples() + " rows; noise needs one a row");
      }
      case Term.OfOnes _ -> {}
    }
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    MemorySegment target = own(to).segment();
    requireSize(from, target);
    target.copyFrom(from);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    MemorySegment source = own(from).segment();
    requireSize(to, source);
    to.copyFrom(source);
  }

  private static void requireSize(MemorySegment host, MemorySegment values) {
    if (host.byteSize() != values.byteSize())
      throw new IllegalArgumentException(host.byteSize() + " bytes of host memory for a buffer of " + values.byteSize());
  }

  private Buffer own(Buffer buffer) {
    return memory.own(buffer);
  }

  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    return "backend java in " + precision;
  }
}
