package org.counterflow.api.score;

import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Named values that a rule or a solver keeps from step to step, sample by sample. Saved with the run, undone with a rejected or cancelled
 * step. Names are {@code owner.name}.
 */
public interface Carry {
  /** The value kept under a name, or null. */
  @Nullable Tensor get(String name);

  /** Keeps the value of an expression. */
  void put(String name, Expr e);
}
