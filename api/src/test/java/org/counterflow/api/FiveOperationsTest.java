package org.counterflow.api;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.ReferenceNoise;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A backend of the five operations and nothing else, written with what is public, gives the bits of any other. */
class FiveOperationsTest {
  /** As a third party would write it. */
  private static final class Small implements Backend {
    private final HostMemory memory = new HostMemory("acme/small", Precision.F32);

    @Override
    public String id() {
      return "acme/small";
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
        for (long i = 0; i < to.elements(); i++) {
          float sum = 0;
          boolean empty = true;
          for (Term t : terms.list()) {
            float c = (float) t.coefficient(row);
            if (t.coefficient(row) == 0) continue;
            float leaf = leaf(t, terms.seeds(), row, i);
            sum = empty ? c * leaf : Math.fma(c, leaf, sum);
            empty = false;
          }
          to.segment().setAtIndex(JAVA_FLOAT, row * to.elements() + i, sum);
        }
      }
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

  private static final Map<String, Solver> SOLVERS = new LinkedHashMap<>();

  static {
    SOLVERS.put("deterministic", s -> s.hold(s.here().data()));
    SOLVERS.put("noisy", Zoo.drawing(s -> s.hold(s.here().data()).plus(s.noise().times(0.1))));
    // All that a workspace computes.
    SOLVERS.put("everything", Zoo.drawing(s -> {
      Tensor d = s.value(s.here().data());
      double[] a = s.dot(d, s.x()), b = s.mean(d), c = s.norm(s.x()), q = s.quantileOfAbs(d, 0.8);
      double[] e = s.errorNorm(d, s.x(), d, new Tolerance(0.1, 0.01));
      var f = new double[a.length];
      for (int i = 0; i < f.length; i++) f[i] = 0.5 + 0.1 / (1 + Math.abs(a[i]) + Math.abs(b[i]) + c[i] + e[i]);
      Tensor clamped = s.clamp(d, q);
      return s.hold(s.blend(s.exp(s.multiply(clamped, clamped).times(-1)), clamped, d).times(f).plus(s.noise().times(0.01)));
    }));
  }

  @Test
  void givesTheBitsOfThePlainBackend() {
    Shape shape = Shape.of(3, 7);
    var means = new double[5 * 21];
    for (int i = 0; i < means.length; i++) means[i] = Math.sin(i);
    Mixture m = Mixture.of(21, means, new double[] {0.2, 0.3, 0.4, 0.5, 0.6}, new double[] {1, 2, 3, 2, 1});
    SOLVERS.forEach((name, solver) -> {
      Sampler s = Sampler.of(ScoreFunction.of(m, shape, Worlds.STRAIGHT)).solver(solver)
          .grid(Worlds.INSIDE).steps(4);
      try (Backend small = new Small(); Backend plain = Backends.installed().open("java", Options.defaults());
          Samples a = s.on(small).sample(shape, Seeds.range(0, 9)); Samples b = s.on(plain).sample(shape, Seeds.range(0, 9))) {
        assertArrayEquals(b.toDoubles(), a.toDoubles(), name);
      }
    });
  }

  @Test
  void itsMemoryIsItsOwn() {
    Backend a = new Small();
    Buffer of = a.allocate(1, 1);
    try (Backend b = new Small()) {
      Buffer foreign = b.allocate(1, 1);
      assertThrows(IllegalArgumentException.class, () -> a.combine(foreign, new Terms(List.of(), new long[0])));
    }
    of.close();
    assertThrows(IllegalStateException.class, of::segment);
    a.close();
    assertThrows(IllegalStateException.class, () -> a.allocate(1, 1));
    assertThrows(IllegalStateException.class, () -> a.combine(of, new Terms(List.of(), new long[0])));
  }
}
