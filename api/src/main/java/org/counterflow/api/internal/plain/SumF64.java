package org.counterflow.api.internal.plain;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.internal.arithmetic.Normals;

/** Linear combinations in double precision; see {@link SumF32}. Noise is the single precision value, widened. */
final class SumF64 {
  private static final int BLOCK = 1024;

  private SumF64() {}

  static void combine(Buffer out, Terms terms) {
    var sum = new double[BLOCK];
    var leaf = new double[BLOCK];
    var noise = new float[BLOCK];
    int rows = Math.toIntExact(out.samples());
    for (int row = 0; row < rows; row++) {
      for (long at = 0; at < out.elements(); at += BLOCK) {
        int count = (int) Math.min(BLOCK, out.elements() - at);
        boolean empty = true;
        for (Term term : terms.list()) {
          double c = term.coefficient(row);
          if (c == 0) continue;
          read(term, terms.seeds(), row, at, leaf, noise, count);
          if (empty) for (int i = 0; i < count; i++) sum[i] = c * leaf[i];
          else for (int i = 0; i < count; i++) sum[i] = Math.fma(c, leaf[i], sum[i]);
          empty = false;
        }
        if (empty) Arrays.fill(sum, 0, count, 0.0);
        MemorySegment.copy(sum, 0, out.segment(), JAVA_DOUBLE, (row * out.elements() + at) * JAVA_DOUBLE.byteSize(), count);
      }
    }
  }

  private static void read(Term term, long[] seeds, int row, long at, double[] to, float[] noise, int count) {
    switch (term) {
      case Term.OfBuffer t -> {
        Buffer in = t.input();
        MemorySegment.copy(in.segment(), JAVA_DOUBLE, ((in.samples() == 1 ? 0 : row) * in.elements() + at) * JAVA_DOUBLE.byteSize(), to, 0, count);
      }
      case Term.OfNoise t -> {
        Normals.fill(seeds[row], t.stream(), at, noise, 0, count);
        for (int i = 0; i < count; i++) to[i] = noise[i];
      }
      case Term.OfOnes _ -> Arrays.fill(to, 0, count, 1.0);
    }
  }
}
