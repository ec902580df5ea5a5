package org.counterflow.api.internal.plain;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.internal.arithmetic.Normals;

/** Linear combinations in single precision, a block of a row at a time: every term is read into an array and added from there. */
final class SumF32 {
  private static final int BLOCK = 1024;

  private SumF32() {}

  static void combine(Buffer out, Terms terms) {
    var sum = new float[BLOCK];
    var leaf = new float[BLOCK];
    int rows = Math.toIntExact(out.samples());
    for (int row = 0; row < rows; row++) {
      for (long at = 0; at < out.elements(); at += BLOCK) {
        int count = (int) Math.min(BLOCK, out.elements() - at);
        boolean empty = true;
        for (Term term : terms.list()) {
          double coefficient = term.coefficient(row);
          if (coefficient == 0) continue;
          float c = (float) coefficient;
          read(term, terms.seeds(), row, at, leaf, count);
          if (empty) for (int i = 0; i < count; i++) sum[i] = c * leaf[i];
          else for (int i = 0; i < count; i++) sum[i] = Math.fma(c, leaf[i], sum[i]);
          empty = false;
        }
        if (empty) Arrays.fill(sum, 0, count, 0f);
        MemorySegment.copy(sum, 0, out.segment(), JAVA_FLOAT, (row * out.elements() + at) * JAVA_FLOAT.byteSize(), count);
      }
    }
  }

  private static void read(Term term, long[] seeds, int row, long at, float[] to, int count) {
    switch (term) {
      case Term.OfBuffer t -> {
        Buffer in = t.input();
        MemorySegment.copy(in.segment(), JAVA_FLOAT, ((in.samples() == 1 ? 0 : row) * in.elements() + at) * JAVA_FLOAT.byteSize(), to, 0, count);
      }
      case Term.OfNoise t -> Normals.fill(seeds[row], t.stream(), at, to, 0, count);
      case Term.OfOnes _ -> Arrays.fill(to, 0, count, 1f);
    }
  }
}
