package org.counterflow.tck;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.ReferenceNoise;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** A backend of the five operations in single precision, as a third party would write it; what is broken is broken by overriding it. */
class SmallBackend implements Backend {
  static final String ID = "acme/small";

  private final HostMemory memory = new HostMemory(ID, Precision.F32);

  /** Opens such backends. */
  record Provider(Supplier<Backend> maker) implements BackendProvider {
    @Override
    public int api() {
      return API;
    }

    @Override
    public String id() {
      return ID;
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public Memory memory() {
      return Memory.HOST;
    }

    @Override
    public Availability probe() {
      return new Availability.Available(List.of(Device.of("CPU, one float at a time", "cpu", false)));
    }

    @Override
    public Backend open(Options options) {
      if (!options.more().isEmpty()) throw new IllegalArgumentException(ID + " has no settings, was given " + options.more());
      return maker.get();
    }
  }

  /** The contract of a backend that computes in single precision. */
  abstract static class Contract extends BackendContract {
    Contract(Supplier<Backend> maker) {
      super(new Provider(maker));
    }

    @Override
    protected List<Precision> precisions() {
      return List.of(Precision.F32);
    }

    @Override
    protected List<Integer> threads() {
      return List.of(0);
    }
  }

  @Override
  public String id() {
    return ID;
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
    check(to, terms);
    for (int row = 0; row < to.samples(); row++) {
      for (long i = 0; i < to.elements(); i++) {
        float sum = 0;
        boolean empty = true;
        for (Term t : terms.list()) {
          if (t.coefficient(row) == 0) continue;
          float c = (float) t.coefficient(row), leaf = leaf(t, terms.seeds(), row, i);
          sum = empty ? c * leaf : add(c, leaf, sum);
          empty = false;
        }
        to.segment().setAtIndex(JAVA_FLOAT, row * to.elements() + i, sum);
      }
    }
  }

  private void check(Buffer to, Terms terms) {
    for (Term t : terms.list()) {
      int n = t.coefficients().length;
      if (n != 1 && n != to.samples()) throw new IllegalArgumentException(n + " coefficients for " + to.samples() + " rows");
      if (t instanceof Term.OfNoise && terms.seeds().length != to.samples())
        throw new IllegalArgumentException(terms.seeds().length + " seeds for " + to.samples() + " rows");
      if (t instanceof Term.OfBuffer b) {
        Buffer in = memory.own(b.input());
        if (in.elements() != to.elements() || in.samples() != 1 && in.samples() != to.samples())
          throw new IllegalArgumentException(in.samples() + " x " + in.elements() + " values in a sum of " + to.samples() + " x " + to.elements());
      }
    }
  }

  float add(float c, float x, float sum) {
    return Math.fma(c, x, sum);
  }

  private float leaf(Term t, long[] seeds, int row, long i) {
    return switch (t) {
      case Term.OfBuffer b -> {
        Buffer in = b.input();
        yield in.segment().getAtIndex(JAVA_FLOAT, (in.samples() == 1 ? 0 : row) * in.elements() + i);
      }
      case Term.OfNoise n -> normal(seeds, row, n.stream(), i);
      case Term.OfOnes _ -> 1;
    };
  }

  float normal(long[] seeds, int row, long stream, long element) {
    return ReferenceNoise.normal(seeds[row], stream, element);
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    same(from, to);
    memory.own(to).segment().copyFrom(from);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    same(to, from);
    to.copyFrom(memory.own(from).segment());
  }

  private static void same(MemorySegment host, Buffer b) {
    long bytes = b.samples() * b.elements() * Float.BYTES;
    if (host.byteSize() != bytes) throw new IllegalArgumentException(host.byteSize() + " bytes for a buffer of " + bytes);
  }

  @Override
  public void close() {
    memory.close();
  }
}
