package org.counterflow.solvers.support;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** A backend whose step noise comes from a script: so recorded noise is replayed, and a single draw can be made 1 with all others 0. */
public final class ScriptedNoise implements Backend {
  /** What element {@code i} of a draw is. */
  public interface Script {
    /**
     * A value.
     *
     * @param seed of the sample
     * @param step number of the step, from 0
     * @param draw number of the draw in the step, from 0
     * @param element of the sample
     */
    double at(long seed, int step, int draw, int element);
  }

  private static final int STEP_NOISE = 1;
  private static final int DRAW_BITS = 24;
  private static final int STEP_BITS = 24;
  private static final int SCOPE_BITS = 8;

  private final Backend inner = Plain.f64();
  private final Script script;

  /** With this script. */
  public ScriptedNoise(Script script) {
    this.script = script;
  }

  @Override
  public void combine(Buffer out, Terms terms) {
    var list = new ArrayList<Term>();
    var made = new ArrayList<Buffer>();
    for (Term t : terms.list()) {
      if (t instanceof Term.OfNoise n) {
        Buffer noise = noise(n.stream(), terms.seeds(), (int) out.elements());
        made.add(noise);
        list.add(new Term.OfBuffer(noise, n.coefficients()));
      } else {
        list.add(t);
      }
    }
    inner.combine(out, new Terms(list, new long[0]));
    made.forEach(Buffer::close);
  }

  private Buffer noise(long stream, long[] seeds, int elements) {
    int draw = (int) (stream & (1 << DRAW_BITS) - 1), step = (int) (stream >>> DRAW_BITS & (1 << STEP_BITS) - 1);
    int scope = (int) (stream >>> DRAW_BITS + STEP_BITS & (1 << SCOPE_BITS) - 1),
        purpose = (int) (stream >>> DRAW_BITS + STEP_BITS + SCOPE_BITS);
    if (purpose != STEP_NOISE || scope != 0)
      throw new IllegalStateException("the script has no noise for stream " + Long.toHexString(stream));
    Buffer b = inner.allocate(seeds.length, elements);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate((long) seeds.length * elements * Double.BYTES, 64);
      for (int r = 0; r < seeds.length; r++) {
        for (int i = 0; i < elements; i++)
          values.setAtIndex(JAVA_DOUBLE_UNALIGNED, (long) r * elements + i, script.at(seeds[r], step, draw, i));
      }
      inner.upload(values, b);
    }
    return b;
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
  public void upload(MemorySegment from, Buffer to) {
    inner.upload(from, to);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    inner.download(from, to);
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
