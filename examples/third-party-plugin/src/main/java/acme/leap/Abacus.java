package acme.leap;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.ReferenceNoise;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/**
 * The smallest backend: five operations, one value at a time, in single precision. All else has defaults, and the bits are those of every
 * other backend.
 */
final class Abacus implements Backend {
  private final HostMemory memory = new HostMemory(AbacusProvider.ID, Precision.F32);

  @Override
  public String id() {
    return AbacusProvider.ID;
  }

  @Override
  public Precision precision() {
    return Precision.F32;
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
    Buffer to = memory.own(out);
    for (int row = 0; row < to.samples(); row++) {
      for (long i = 0; i < to.elements(); i++) to.segment().setAtIndex(JAVA_FLOAT, row * to.elements() + i, sum(terms, row, i));
    }
  }

  /** A product, then a chain of fused multiply-adds: the order of the terms is part of the result. */
  private float sum(Terms terms, int row, long i) {
    float sum = 0;
    boolean first = true;
    for (Term t : terms.list()) {
      if (t.coefficient(row) == 0) continue;
      float c = (float) t.coefficient(row), leaf = leaf(t, terms.seeds(), row, i);
      sum = first ? c * leaf : Math.fma(c, leaf, sum);
      first = false;
    }
    return sum;
  }

  private float leaf(Term t, long[] seeds, int row, long i) {
    return switch (t) {
      case Term.OfBuffer b -> {
        Buffer in = memory.own(b.input());
        yield in.segment().getAtIndex(JAVA_FLOAT, (in.samples() == 1 ? 0 : row) * in.elements() + i);
      }
      case Term.OfNoise n -> ReferenceNoise.normal(seeds[row], n.stream(), i);
      case Term.OfOnes _ -> 1;
    };
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    to.segment().copyFrom(from);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    to.copyFrom(from.segment());
  }

  @Override
  public void close() {
    memory.close();
  }
}
