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
    for (Term t : terms.list()) check(to, t, terms.seeds());
    for (int row = 0; row < to.samples(); row++) {
      for (long i = 0; i < to.elements(); i++) to.segment().setAtIndex(JAVA_FLOAT, row * to.elements() + i, sum(terms, row, i));
    }
  }

  private void check(Buffer out, Term t, long[] seeds) {
    int n = t.coefficients().length;
    if (n != 1 && n != out.samples()) throw new IllegalArgumentException(n + " coefficients for " + out.samples() + " rows: give one, or one a row");
    if (t instanceof Term.OfNoise && seeds.length != out.samples())
      throw new IllegalArgumentException(seeds.length + " seeds for " + out.samples() + " rows: give one a row");
    if (!(t instanceof Term.OfBuffer b)) return;
    Buffer in = memory.own(b.input());
    if (in.elements() != out.elements() || in.samples() != 1 && in.samples() != out.samples())
      throw new IllegalArgumentException("a sum of " + in + " into " + out + ": rows have the same length, and are as many or one");
    if (in.segment().asOverlappingSlice(out.segment()).filter(both -> both.byteSize() != out.segment().byteSize()).isPresent())
      throw new IllegalArgumentException("the input shares some rows with the output: let it be the output, or share none");
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
    copy(from, memory.own(to).segment());
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    copy(memory.own(from).segment(), to);
  }

  private static void copy(MemorySegment from, MemorySegment to) {
    if (from.byteSize() != to.byteSize()) throw new IllegalArgumentException(from.byteSize() + " bytes into " + to.byteSize() + ": give as many");
    to.copyFrom(from);
  }

  @Override
  public void close() {
    memory.close();
  }
}
