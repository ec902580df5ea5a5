package org.counterflow.cli.sampling;

import java.lang.foreign.MemorySegment;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** Rows of values that have one a sample of a whole job, or one for all. */
final class Rows {
  private Rows() {}

  /**
   * Those of some samples.
   *
   * @param some their numbers
   * @param count of the whole job
   */
  static Value of(Value all, int[] some, int count) {
    if (all.dimensions().rank() == 0 || all.count() != count || count == 1 || some.length == count) return all;
    Value chosen = Value.zeros(all.type(), all.dimensions().with(0, some.length));
    try (Hold from = all.hold(Memory.HOST, Access.READ); Hold to = chosen.hold(Memory.HOST, Access.WRITE)) {
      long row = from.segment().byteSize() / count;
      for (int i = 0; i < some.length; i++) MemorySegment.copy(from.segment(), some[i] * row, to.segment(), i * row, row);
    }
    return chosen;
  }
}
